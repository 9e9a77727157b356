package io.volok.bench.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The rows that Kafka's own performance tools run. */
final class KafkaRows {

    private static final String TOOLS = "org.apache.kafka.tools.";
    private static final LoadTool TOOL = new LoadTool("kafka");

    private KafkaRows() {
    }

    static List<Row> all() {
        return List.of(
                new Row("produce 1 KiB, 1 partition", 1_000_000, new Produce("p1k", 1_000_000, 1024, 1, "none")),
                new Row("produce 100 B, 1 partition", 5_000_000, new Produce("p100", 5_000_000, 100, 1, "none")),
                new Row("produce 1 KiB lz4", 1_000_000, new Produce("plz4", 1_000_000, 1024, 1, "lz4")),
                new Row("produce 1 KiB, 100 partitions", 1_000_000, new Produce("p1k100", 1_000_000, 1024, 100, "none")),
                new Row("consume 1 KiB", 2_000_000, new Consume("c1k", 2_000_000, 1024, 1)),
                new Row("consume 100 B", 10_000_000, new Consume("c100", 10_000_000, 100, 1)),
                new Row("consume 1 KiB, 100 partitions", 2_000_000, new Consume("c1k100", 2_000_000, 1024, 100)),
                new Row("end-to-end latency 100 B", 10_000, new EndToEnd("e2e")));
    }

    private static void createTopic(Target target, String topic, int partitions) throws IOException, InterruptedException {
        TOOL.run(TOOLS + "TopicCommand", List.of("--bootstrap-server", target.address(), "--create", "--if-not-exists",
                "--topic", topic, "--partitions", Integer.toString(partitions), "--replication-factor", "1"));
    }

    private static String produce(Target target, String topic, long records, int size, String compression)
            throws IOException, InterruptedException {
        return TOOL.run(TOOLS + "ProducerPerformance", new ArrayList<>(List.of("--bootstrap-server", target.address(),
                "--topic", topic, "--num-records", Long.toString(records), "--record-size", Integer.toString(size),
                "--throughput", "-1", "--command-property", "acks=all", "compression.type=" + compression)));
    }

    private static String topic(String name, int run) {
        return "compare-" + name + "-" + ProcessHandle.current().pid() + "-" + run;
    }

    /** A load on a topic of its own. */
    private interface OnTopic extends Row.Load {
        String name();

        @Override
        default void clean(Target target, int run) throws IOException, InterruptedException {
            TOOL.run(TOOLS + "TopicCommand", List.of("--bootstrap-server", target.address(), "--delete",
                    "--topic", topic(name(), run)));
        }
    }

    private record Produce(String name, long records, int size, int partitions, String compression) implements OnTopic {
        @Override
        public void prepare(Target target, int run) throws IOException, InterruptedException {
            createTopic(target, topic(name, run), partitions);
        }

        @Override
        public Figures run(Target target, int run) throws IOException, InterruptedException {
            String output = produce(target, topic(name, run), records, size, compression);
            return Figures.of(LoadTool.last(output, records + " records sent, ([\\d.]+) records/sec"),
                    LoadTool.last(output, "([\\d.]+) ms 50th"), LoadTool.last(output, "([\\d.]+) ms 99th"));
        }
    }

    private record Consume(String name, long records, int size, int partitions) implements OnTopic {
        @Override
        public void prepare(Target target, int run) throws IOException, InterruptedException {
            createTopic(target, topic(name, run), partitions);
            produce(target, topic(name, run), records, size, "none");
        }

        @Override
        public Figures run(Target target, int run) throws IOException, InterruptedException {
            String output = TOOL.run(TOOLS + "ConsumerPerformance", List.of("--bootstrap-server", target.address(),
                    "--topic", topic(name, run), "--num-records", Long.toString(records), "--hide-header",
                    "--group", topic("group-" + name, run)));
            // start, end, MB, MB/s, records, records/s, rebalance ms, fetch ms, fetch MB/s, fetch records/s
            String[] fields = output.lines().filter(line -> line.matches("\\d{4}-.*")).reduce((a, b) -> b)
                    .orElseThrow(() -> new IOException("no result line in " + LoadTool.end(output))).split(",\\s*");
            return Figures.of(Double.parseDouble(fields[5]), 0, 0);
        }
    }

    private record EndToEnd(String name) implements OnTopic {
        @Override
        public void prepare(Target target, int run) throws IOException, InterruptedException {
            createTopic(target, topic(name, run), 1);
        }

        @Override
        public Figures run(Target target, int run) throws IOException, InterruptedException {
            String output = TOOL.run(TOOLS + "EndToEndLatency", List.of("--bootstrap-server", target.address(), "--topic",
                    topic(name, run), "--num-records", "10000", "--producer-acks", "all", "--record-size", "100"));
            return Figures.of(0, LoadTool.last(output, "50th = ([\\d.]+)"), LoadTool.last(output, "99th = ([\\d.]+)"));
        }
    }
}
