package io.volok.testkit.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.http.client.Client;
import com.rabbitmq.http.client.ClientParameters;
import com.rabbitmq.http.client.GetAckMode;
import com.rabbitmq.http.client.GetEncoding;
import com.rabbitmq.http.client.HttpClientException;
import com.rabbitmq.http.client.domain.BindingInfo;
import com.rabbitmq.http.client.domain.ChannelInfo;
import com.rabbitmq.http.client.domain.ConnectionInfo;
import com.rabbitmq.http.client.domain.ConsumerDetails;
import com.rabbitmq.http.client.domain.DetailsParameters;
import com.rabbitmq.http.client.domain.ExchangeInfo;
import com.rabbitmq.http.client.domain.InboundMessage;
import com.rabbitmq.http.client.domain.NodeInfo;
import com.rabbitmq.http.client.domain.OutboundMessage;
import com.rabbitmq.http.client.domain.OverviewResponse;
import com.rabbitmq.http.client.domain.Page;
import com.rabbitmq.http.client.domain.PolicyInfo;
import com.rabbitmq.http.client.domain.QueryParameters;
import com.rabbitmq.http.client.domain.QueueInfo;
import com.rabbitmq.http.client.domain.TopicPermissions;
import com.rabbitmq.http.client.domain.UserPermissions;
import com.rabbitmq.http.client.domain.VhostInfo;
import io.volok.testkit.process.BrokerProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The management API as RabbitMQ's own Java client uses it. */
class HttpClientTest {

    @TempDir
    private static Path data;
    private static BrokerProcess broker;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        broker = BrokerProcess.start(data);
        client = new Client(new ClientParameters().url("http://127.0.0.1:" + broker.httpPort() + "/api/")
                .username("guest").password("guest"));
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void theOverviewTellsWhoIsThere() {
        OverviewResponse overview = client.getOverview();
        assertThat(overview.getNode()).startsWith("volok@");
        assertThat(overview.getServerVersion()).startsWith("4.");
        assertThat(overview.getExchangeTypes()).extracting("name").contains("direct", "topic", "x-delayed-message");
        assertThat(overview.getObjectTotals().getExchanges()).isGreaterThanOrEqualTo(7);
        assertThat(overview.getListeners()).extracting("protocol").contains("amqp", "http");
        NodeInfo node = client.getNodes().getFirst();
        assertThat(client.getNode(node.getName()).isRunning()).isTrue();
        assertThat(node.isMemoryAlarmActive()).isFalse();
        assertThat(client.whoAmI().getTags()).contains("administrator");
        assertThat(client.alivenessTest("/")).isTrue();
        assertThat(client.getExtensions()).isNotNull();
        client.setClusterName("ours");
        assertThat(client.getClusterName().getName()).isEqualTo("ours");
    }

    @Test
    void vhostsUsersAndPermissions() {
        client.createVhost("http /1", "a vhost", "t1", "t2");
        VhostInfo vhost = client.getVhost("http /1");
        assertThat(vhost.getDescription()).isEqualTo("a vhost");
        assertThat(vhost.getTags()).containsExactly("t1", "t2");
        assertThat(client.getPermissionsIn("http /1")).extracting(UserPermissions::getUser).containsExactly("guest");
        client.createUser("anna", "secret".toCharArray(), List.of("management"));
        assertThat(client.getUser("anna").getTags()).containsExactly("management");
        UserPermissions permissions = new UserPermissions();
        permissions.setConfigure("^c");
        permissions.setWrite("^w");
        permissions.setRead("^r");
        client.updatePermissions("http /1", "anna", permissions);
        assertThat(client.getPermissions("http /1", "anna").getRead()).isEqualTo("^r");
        client.updateTopicPermissions("http /1", "anna", topicPermissions());
        assertThat(client.getTopicPermissions("http /1", "anna").getFirst().getWrite()).isEqualTo("^tw");
        client.clearTopicPermissions("http /1", "anna");
        client.clearPermissions("http /1", "anna");
        assertThat(client.getPermissionsOf("anna")).isEmpty();
        client.limitMaxNumberOfQueues("http /1", 3);
        assertThat(client.getVhostLimits("http /1").getMaxQueues()).isEqualTo(3);
        client.clearMaxQueuesLimit("http /1");
        client.deleteUser("anna");
        assertThat(client.getUser("anna")).isNull();
        client.deleteVhost("http /1");
        assertThat(client.getVhost("http /1")).isNull();
    }

    private static TopicPermissions topicPermissions() {
        TopicPermissions permissions = new TopicPermissions();
        permissions.setExchange("amq.topic");
        permissions.setWrite("^tw");
        permissions.setRead("^tr");
        return permissions;
    }

    @Test
    void exchangesQueuesBindingsAndMessages() {
        client.createVhost("things");
        client.declareExchange("things", "ex", new ExchangeInfo("topic", true, false));
        Map<String, Object> arguments = new HashMap<>(Map.of("x-max-length", 10));
        client.declareQueue("things", "q 1", new QueueInfo(true, false, false, arguments));
        client.bindQueue("things", "q 1", "ex", "a.#", new HashMap<>(Map.of("x", "y")));
        client.declareExchange("things", "ex2", new ExchangeInfo("fanout", true, false));
        client.bindExchange("things", "ex2", "ex", "b");
        assertThat(client.getExchange("things", "ex").getType()).isEqualTo("topic");
        assertThat(client.getQueue("things", "q 1").getArguments()).containsEntry("x-max-length", 10);
        BindingInfo binding = client.getQueueBindingsBetween("things", "ex", "q 1").getFirst();
        assertThat(binding.getRoutingKey()).isEqualTo("a.#");
        assertThat(client.getBindingsBySource("things", "ex")).hasSize(2);
        assertThat(client.getExchangeBindingsBetween("things", "ex", "ex2")).hasSize(1);
        assertThat(client.publish("things", "ex", "a.b", new OutboundMessage().payload("hello")
                .properties(Map.of("content_type", "text/plain", "headers", Map.of("h", 1))))).isTrue();
        assertThat(client.publish("things", "ex", "nowhere", new OutboundMessage().payload("hello"))).isFalse();
        InboundMessage got = client.get("things", "q 1", 1, GetAckMode.ACK_REQUEUE_FALSE, GetEncoding.AUTO).getFirst();
        assertThat(got.getPayload()).isEqualTo("hello");
        assertThat(got.getProperties()).containsEntry("content_type", "text/plain");
        client.purgeQueue("things", "q 1");
        client.unbindExchange("things", "ex2", "ex", "b");
        client.declarePolicy("things", "p", policy());
        assertThat(client.getPolicies("things").getFirst().getPattern()).isEqualTo("^q");
        assertThat(client.getQueue("things", "q 1").getPolicy()).isEqualTo("p");
        client.deletePolicy("things", "p");
        client.deleteExchange("things", "ex");
        client.deleteQueue("things", "q 1");
        assertThat(client.getQueue("things", "q 1")).isNull();
        assertThatThrownBy(() -> client.declareExchange("things", "bad", new ExchangeInfo("no-such-type", true, false)))
                .isInstanceOf(HttpClientException.class);
        client.deleteVhost("things");
    }

    private static PolicyInfo policy() {
        return new PolicyInfo("^q", 1, "queues", new HashMap<>(Map.of("max-length", 5)));
    }

    @Test
    void listsComeInPages() {
        client.createVhost("pages");
        for (int n = 0; n < 7; n++) {
            client.declareQueue("pages", "pq" + n, new QueueInfo(true, false, false));
        }
        QueryParameters query = new QueryParameters();
        query.name("^pq[1-5]", true).pagination().pageSize(2);
        Page<QueueInfo> page = client.getQueues("pages", query);
        assertThat(page.getFilteredCount()).isEqualTo(5);
        assertThat(page.getTotalCount()).isEqualTo(7);
        assertThat(page.getItemsAsList()).extracting(QueueInfo::getName).containsExactly("pq1", "pq2");
        client.deleteVhost("pages");
    }

    @Test
    void connectionsAreSeenAndClosed() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(broker.amqpPort());
        factory.setAutomaticRecoveryEnabled(false);
        CountDownLatch closed = new CountDownLatch(1);
        Connection connection = factory.newConnection("seen");
        connection.addShutdownListener(cause -> closed.countDown());
        Channel channel = connection.createChannel();
        channel.queueDeclare("watched", false, true, true, null);
        channel.basicQos(3);
        channel.basicConsume("watched", false, "the-tag", new DefaultConsumer(channel));

        ConnectionInfo info = client.getConnections().stream()
                .filter(one -> "seen".equals(one.getClientProperties().getConnectionName())).findFirst().orElseThrow();
        assertThat(info.getUser()).isEqualTo("guest");
        assertThat(info.getState()).isEqualTo("running");
        ChannelInfo channelInfo = client.getChannels(info.getName()).getFirst();
        assertThat(channelInfo.getConsumerCount()).isEqualTo(1);
        assertThat(client.getChannel(channelInfo.getName()).getPrefetchCount()).isEqualTo(3);
        ConsumerDetails consumer = client.getConsumers("/").getFirst();
        assertThat(consumer.getConsumerTag()).isEqualTo("the-tag");
        assertThat(client.getQueue("/", "watched").getConsumerCount()).isEqualTo(1);
        client.closeConnection(info.getName(), "because");
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(connection.getCloseReason().getMessage()).contains("because");
    }

    @Test
    void ratesAreTold() throws Exception {
        client.createVhost("rates");
        client.declareQueue("rates", "r", new QueueInfo(true, false, false));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        double rate = 0;
        while (rate == 0 && System.nanoTime() < deadline) {
            client.publish("rates", "amq.default", "r", new OutboundMessage().payload("x"));
            QueueInfo queue = client.getQueue("rates", "r");
            rate = queue.getMessageStats() == null ? 0 : queue.getMessageStats().getBasicPublishDetails().getRate();
        }
        assertThat(rate).isPositive();
        QueueInfo sampled = client.getQueue("rates", "r", new DetailsParameters().messageRates(60, 5).lengths(60, 5));
        assertThat(sampled.getMessagesDetails().getSamples()).hasSize(13);
        assertThat(sampled.getMessagesDetails().getAverage()).isPositive();
        assertThat(sampled.getMessageStats().getBasicPublishDetails().getAverageRate()).isPositive();
        assertThat(client.getOverview().getMessageStats().getBasicPublish()).isPositive();
        client.deleteVhost("rates");
    }

    @Test
    void definitionsAreExported() {
        assertThat(client.getDefinitions().getServerVersion()).startsWith("4.");
        assertThat(client.getDefinitions().getUsers()).extracting("name").contains("guest");
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        Client wrong = new Client(new ClientParameters().url("http://127.0.0.1:" + broker.httpPort() + "/api/")
                .username("guest").password("wrong"));
        assertThatThrownBy(wrong::getOverview).isInstanceOf(HttpClientException.class)
                .satisfies(thrown -> assertThat(((HttpClientException) thrown).status()).isEqualTo(401));
    }
}
