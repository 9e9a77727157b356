package io.volok.testkit.chaos;

import io.volok.server.config.ConfigReader;
import io.volok.server.config.ListenAddress;
import io.volok.server.config.Settings;
import io.volok.server.runtime.KafkaKeys;
import io.volok.server.runtime.VolokNode;
import io.volok.testkit.process.BrokerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The broker that a run is about. */
interface Victim extends AutoCloseable {

    /** Short sessions and no waiting, so that much happens in a few seconds. */
    List<String> SETTINGS = List.of("shards=2", "num.partitions=3", "group.initial.rebalance.delay.ms=0",
            "group.min.session.timeout.ms=500", "group.consumer.min.session.timeout.ms=500",
            "group.consumer.session.timeout.ms=1500", "group.consumer.min.heartbeat.interval.ms=100",
            "group.consumer.heartbeat.interval.ms=200", "group.consumer.assignment.interval.ms=0",
            "offsets.topic.num.partitions=3", "transaction.state.log.num.partitions=3",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms=300");

    /** Where clients connect; stays the same over restarts. */
    String bootstrap();

    /** Does the worst to it and brings it back. */
    void strike() throws Exception;

    @Override
    void close() throws IOException;

    /** A broker in this process, with two shards, that nothing happens to but clients. */
    static Victim inProcess(Path data) throws Exception {
        ListenAddress free = new ListenAddress("127.0.0.1", 0);
        ConfigReader reader = new ConfigReader(new KafkaKeys());
        for (String setting : SETTINGS) {
            reader.set(setting);
        }
        List<Throwable> failures = new ArrayList<>();
        VolokNode node = VolokNode.start(reader.read().with(Settings.DATA, data).with(Settings.AMQP_LISTEN, free)
                .with(Settings.KAFKA_LISTEN, free).with(Settings.STREAM_LISTEN, free)
                .with(Settings.HTTP_LISTEN, free), failures::add);
        return new Victim() {
            @Override
            public String bootstrap() {
                return "127.0.0.1:" + node.ports().kafka();
            }

            @Override
            public void strike() {
                // The clients' own deaths are what this run is about.
            }

            @Override
            public void close() {
                node.close();
                if (node.failedTasks() > 0) {
                    throw new IllegalStateException(node.failedTasks() + " tasks of the broker failed; see its log");
                }
                if (!failures.isEmpty()) {
                    throw new IllegalStateException(failures.getFirst());
                }
            }
        };
    }

    /** A broker process that is killed with -9 and started again on the same port. */
    static Victim killed(Path data, String durability) throws Exception {
        int port = freePort();
        List<String> options = new ArrayList<>(List.of("--kafka-port", Integer.toString(port),
                "--set", "durability=" + durability));
        SETTINGS.forEach(setting -> options.addAll(List.of("--set", setting)));
        String[] arguments = options.toArray(String[]::new);
        return new Victim() {
            private BrokerProcess process = BrokerProcess.start(data, arguments);

            @Override
            public String bootstrap() {
                return "127.0.0.1:" + port;
            }

            @Override
            public void strike() throws IOException {
                process.close();
                process = BrokerProcess.start(data, arguments);
            }

            @Override
            public void close() throws IOException {
                process.close();
            }
        };
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
