package io.volok.testkit.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.MessageProperties;
import io.volok.cli.rabbitmqctl.RabbitmqctlCommand;
import io.volok.testkit.process.BrokerProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as operators' scripts give them: output, columns and exit codes are RabbitMQ's. */
class RabbitmqctlTest {

    @TempDir
    private static Path data;
    private static BrokerProcess broker;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws Exception {
        broker = BrokerProcess.start(data);
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void theOperatorsKeyIsForItsOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("volok.operator"))))
                .isEqualTo("rw-------");
        assertThat(run(0, "-q", "ping")).containsExactly("Ping succeeded");
        assertThat(run(0, "await_startup", "--timeout", "5")).isEmpty();
        assertThat(run(0, "status")).contains("Runtime", "Listeners", "Virtual host count: 1");
    }

    @Test
    void featuresAndWhatClustersAreAsked() {
        assertThat(run(0, "enable_feature_flag", "all")).containsExactly("Enabling all feature flags ...");
        run(0, "enable_feature_flag", "stream_queue");
        run(64, "enable_feature_flag", "nosuch");
        assertThat(run(0, "-q", "list_deprecated_features")).contains("name\tdeprecation_phase\tstate");
        assertThat(run(0, "-q", "check_if_any_deprecated_features_are_used")).hasSize(1);
        assertThat(run(0, "-q", "has_reached_target_cluster_size")).hasSize(1);
        run(0, "await_online_nodes", "1");
        run(69, "await_online_nodes", "2");
        run(0, "reset_stats_db");
        run(0, "restart_vhost");
        run(65, "restart_vhost", "-p", "nosuch");
        assertThat(run(0, "-q", "list_node_auth_attempt_stats")).isNotNull();
        run(64, "list_users", "--formatter", "nonsense");
    }

    @Test
    void metadataOfAVhostChangeOneByOne() {
        run(0, "add_vhost", "tagged", "--description", "d", "--default-queue-type", "quorum");
        run(0, "set_vhost_tags", "tagged", "a", "b");
        run(0, "trace_on", "-p", "tagged");
        run(0, "update_vhost_metadata", "tagged", "--description", "e");
        assertThat(run(0, "-q", "list_vhosts", "name", "description", "tags", "default_queue_type", "tracing"))
                .anyMatch(line -> line.startsWith("tagged\te\t") && line.contains("a") && line.endsWith("quorum\ttrue"));
        run(65, "set_vhost_tags", "nosuch", "a");
        run(0, "delete_vhost", "tagged");
    }

    @Test
    void pluginsAreBuiltIn() {
        String plugins = "--script-name=rabbitmq-plugins";
        assertThat(run(0, plugins, "-q", "list", "-m", "rabbitmq_st"))
                .containsExactly("rabbitmq_stream", "rabbitmq_stream_management");
        run(0, plugins, "is_enabled", "rabbitmq_management");
        run(69, plugins, "is_enabled", "rabbitmq_mqtt");
        run(0, plugins, "enable", "--offline", "rabbitmq_management", "rabbitmq_stream");
        run(69, plugins, "enable", "rabbitmq_mqtt");
        run(69, plugins, "disable", "rabbitmq_management");
        run(64, plugins, "list_users");
    }

    @Test
    void healthChecksAnswerByTheirExitCode() {
        for (String check : List.of("check_running", "is_running", "check_alarms", "check_local_alarms",
                "check_port_connectivity", "check_virtual_hosts", "check_if_node_is_quorum_critical",
                "check_if_metadata_store_is_initialized", "check_certificate_expiration", "alarms", "listeners",
                "server_version")) {
            assertThat(run(0, "-q", check)).as(check).isNotEmpty();
        }
        assertThat(run(0, "-q", "check_port_listener", String.valueOf(broker.amqpPort()))).hasSize(1);
        assertThat(run(0, "-q", "check_protocol_listener", "amqp,http")).hasSize(1);
        run(69, "check_port_listener", "1");
        run(69, "check_protocol_listener", "mqtt");
        run(65, "check_certificate_expiration", "--unit", "moons");
        run(0, "set_disk_free_limit", "900TB");
        run(69, "check_local_alarms");
        assertThat(run(0, "-q", "alarms")).anyMatch(line -> line.startsWith("Free disk space alarm on node volok@"));
        run(0, "set_disk_free_limit", "1MB");
        run(0, "check_alarms");
    }

    @Test
    void wrongUseHasItsExitCodes() {
        run(64, "list_users", "--nono");
        run(64, "help", "nono");
        run(64, "set_disk_free_limit", "mem_relative");
        run(65, "set_vm_memory_high_watermark", "2");
        run(65, "list_vhost_limits", "-p", "nowhere");
        assertThat(run(0, "--version")).hasSize(1);
    }

    @Test
    void usersComeAndGo() {
        assertThat(run(0, "add_user", "ctl", "secret")).first().isEqualTo("Adding user \"ctl\" ...");
        run(70, "add_user", "ctl", "secret");
        assertThat(err.toString()).isEqualTo("Error:\nUser \"ctl\" already exists\n");
        assertThat(run(0, "set_user_tags", "ctl", "monitoring", "management"))
                .containsExactly("Setting tags for user \"ctl\" to [monitoring, management] ...");
        assertThat(run(0, "-q", "list_users")).contains("user\ttags", "ctl\t[monitoring, management]");
        assertThat(run(0, "list_users", "--formatter", "json")).contains(
                "{\"user\":\"ctl\",\"tags\":[\"monitoring\",\"management\"]}", "[", "]");
        assertThat(run(0, "authenticate_user", "ctl", "secret")).last().isEqualTo("Success");
        run(0, "change_password", "ctl", "other");
        run(65, "authenticate_user", "ctl", "secret");
        run(67, "change_password", "nobody", "x");
        run(0, "set_permissions", "-p", "/", "ctl", "^a", "^b", "^c");
        assertThat(run(0, "--silent", "list_permissions")).contains("ctl\t^a\t^b\t^c");
        run(69, "set_permissions", "-p", "nowhere", "ctl", "", "", "");
        run(0, "delete_user", "ctl");
        run(0, "delete_user", "ctl");
        run(64, "add_user");
        run(64, "no_such_command");
    }

    @Test
    void queuesPoliciesAndConnectionsAreListed() throws Exception {
        run(0, "add_vhost", "ops");
        run(0, "set_permissions", "-p", "ops", "guest", ".*", ".*", ".*");
        run(0, "set_policy", "-p", "ops", "limit", "^q", "{\"max-length\":7}", "--priority", "2", "--apply-to", "queues");
        assertThat(run(0, "-s", "list_policies", "-p", "ops"))
                .containsExactly("ops\tlimit\t^q\tqueues\t{\"max-length\":7}\t2");
        try (Connection connection = connect("ops"); Channel channel = connection.createChannel()) {
            channel.queueDeclare("q1", true, false, false, null);
            channel.basicPublish("", "q1", null, "x".getBytes());
            channel.basicConsume("q1", false, "tag", new DefaultConsumer(channel));
            assertThat(run(0, "-q", "list_queues", "-p", "ops", "name", "messages", "policy", "type"))
                    .containsExactly("name\tmessages\tpolicy\ttype", "q1\t1\tlimit\tclassic");
            assertThat(run(0, "-s", "list_consumers", "-p", "ops", "queue_name", "consumer_tag"))
                    .containsExactly("q1\ttag");
            assertThat(run(0, "-s", "list_bindings", "-p", "ops", "source_name", "destination_name", "routing_key"))
                    .containsExactly("\tq1\tq1");
            assertThat(run(0, "list_queues", "-p", "ops", "name", "arguments", "--formatter", "json")).contains(
                    "{\"name\":\"q1\",\"arguments\":[[\"x-queue-type\",\"longstr\",\"classic\"]]}");
            CountDownLatch closed = new CountDownLatch(1);
            connection.addShutdownListener(cause -> closed.countDown());
            String pid = run(0, "-s", "list_connections", "pid").getFirst();
            run(0, "close_connection", pid, "enough");
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(connection.getCloseReason().getMessage()).contains("CONNECTION_FORCED - enough");
        } catch (AlreadyClosedException expected) {
            assertThat(expected.getMessage()).contains("enough");
        }
        run(64, "list_queues", "no_such_column");
        run(64, "delete_queue", "-p", "ops", "nothing");
        run(0, "purge_queue", "-p", "ops", "q1");
        run(0, "delete_queue", "-p", "ops", "q1");
        run(69, "clear_policy", "-p", "ops", "nothing");
        run(0, "delete_vhost", "ops");
        run(65, "delete_vhost", "ops");
    }

    @Test
    void publishersAreBlockedByAWatermarkAndConsumersAreNot() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (Connection publisher = connect("/"); Connection consumer = connect("/");
                Channel out = publisher.createChannel(); Channel in = consumer.createChannel()) {
            publisher.addBlockedListener(new BlockedListener() {
                @Override
                public void handleBlocked(String reason) {
                    heard.add(reason);
                }

                @Override
                public void handleUnblocked() {
                    heard.add("unblocked");
                }
            });
            out.queueDeclare("alarmed", false, false, true, null);
            out.basicPublish("", "alarmed", null, "before".getBytes());
            run(0, "set_vm_memory_high_watermark", "absolute", "1");
            out.basicPublish("", "alarmed", null, "during".getBytes());
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("low on memory");
            assertThat(in.basicGet("alarmed", true).getBody()).asString().isEqualTo("before");
            assertThat(run(0, "status")).contains("memory");
            run(0, "set_vm_memory_high_watermark", "0.9");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("unblocked");
            run(0, "set_disk_free_limit", "100000GB");
            out.basicPublish("", "alarmed", null, "later".getBytes());
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("low on disk");
            run(0, "set_disk_free_limit", "1MB");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("unblocked");
        }
    }

    @Test
    void theAppStopsAndStartsWithItsDurableQueues() throws Exception {
        try (Connection connection = connect("/"); Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.queueDeclare("kept", true, false, false, null);
            channel.basicPublish("", "kept", MessageProperties.PERSISTENT_BASIC, "m".getBytes());
            channel.waitForConfirmsOrDie(10_000);
            CountDownLatch closed = new CountDownLatch(1);
            connection.addShutdownListener(cause -> closed.countDown());
            run(0, "stop_app");
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (AlreadyClosedException expected) {
            assertThat(expected.getMessage()).contains("320");
        }
        run(69, "list_queues");
        run(0, "start_app");
        try (Connection connection = connect("/"); Channel channel = connection.createChannel()) {
            assertThat(channel.basicGet("kept", true).getBody()).asString().isEqualTo("m");
        }
        assertThat(run(0, "-s", "list_queues", "name")).contains("kept");
    }

    @Test
    void definitionsGoOutAndComeBack(@TempDir Path files) {
        run(0, "add_vhost", "defs", "--description", "to go", "--tags", "a,b");
        Path file = files.resolve("defs.json");
        run(0, "export_definitions", file.toString());
        run(0, "delete_vhost", "defs");
        run(0, "import_definitions", file.toString());
        assertThat(run(0, "-s", "list_vhosts", "name", "description", "tags")).contains("defs\tto go\t[a, b]");
        run(65, "import_definitions", files.resolve("nothing.json").toString());
        run(0, "delete_vhost", "defs");
    }

    private static Connection connect(String vhost) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(broker.amqpPort());
        factory.setVirtualHost(vhost);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    /** Runs a command that must end with an exit code; its lines. */
    private List<String> run(int exitCode, String... words) {
        List<String> given = new ArrayList<>(List.of("--data", data.toString()));
        given.addAll(List.of(words));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        err.reset();
        int code = RabbitmqctlCommand.run(given, new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).as("%s: %s%s", given, out, err).isEqualTo(exitCode);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
