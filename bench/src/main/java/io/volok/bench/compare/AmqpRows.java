package io.volok.bench.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The rows that RabbitMQ's PerfTest runs. */
final class AmqpRows {

    private static final LoadTool TOOL = new LoadTool("rabbitmq");
    private static final double MICROS_PER_MS = 1000;

    private AmqpRows() {
    }

    static List<Row> all() {
        return List.of(
                both("confirm, persistent 100 B, classic", 600_000, "-f persistent -s 100 -c 200 -q 200"),
                both("confirm, persistent 100 B, quorum", 400_000, "-qq -s 100 -c 200 -q 200"),
                both("no confirms, persistent 100 B", 1_000_000, "-f persistent -s 100 -q 1000"),
                both("transient, auto-ack, 12 B", 2_000_000, "-s 12 -a"),
                fanout(),
                both("confirm, persistent 16 KiB", 100_000, "-f persistent -s 16384 -c 200 -q 200"),
                latency(),
                new Row("fill a backlog of 1 M, 100 B", 1_000_000, new Backlog(true)),
                new Row("drain a backlog of 1 M, 100 B", 1_000_000, new Backlog(false)));
    }

    private static Row both(String name, long messages, String arguments) {
        return new Row(name, messages, (target, run) -> figures(perfTest(target, "compare-" + name.hashCode() + "-" + run,
                "-x 1 -y 1 -C " + messages + " -D " + messages + " " + arguments), "receiving"));
    }

    private static Row fanout() {
        long published = 200_000;
        return new Row("fanout 1 to 5, 100 B", published * 5, (target, run) -> figures(perfTest(target, "",
                "-x 1 -y 5 -t fanout -e compare-fanout-" + run + " -s 100 -a -C " + published + " -D " + published),
                "receiving"));
    }

    private static Row latency() {
        long messages = 40_000;
        return new Row("latency at 2,000/s, persistent, confirms", messages, (target, run) -> figures(perfTest(target,
                "compare-latency-" + run, "-x 1 -y 1 -r 2000 -f persistent -s 100 -c 200 -q 200 -C " + messages + " -D "
                        + messages), "receiving").latencyOnly());
    }

    private static String perfTest(Target target, String queue, String arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-h", "amqp://guest:guest@" + target.address()));
        if (!queue.isEmpty()) {
            all.addAll(List.of("-u", queue));
        }
        all.addAll(List.of(arguments.split(" ")));
        return TOOL.run("com.rabbitmq.perf.PerfTest", all);
    }

    private static Figures figures(String output, String side) throws IOException {
        String latency = "consumer latency min/median/75th/95th/99th ";
        boolean hasLatency = output.contains("id: ") && output.lines().anyMatch(line -> line.contains(", " + latency));
        return Figures.of(LoadTool.last(output, side + " rate avg: (\\d+)"),
                hasLatency ? LoadTool.last(output, ", " + latency + "\\d+/(\\d+)/") / MICROS_PER_MS : 0,
                hasLatency ? LoadTool.last(output, ", " + latency + "\\d+/\\d+/\\d+/\\d+/(\\d+)") / MICROS_PER_MS : 0);
    }

    /** Fills a durable queue that nobody reads, or drains it. */
    private record Backlog(boolean fill) implements Row.Load {
        private static final long MESSAGES = 1_000_000;

        @Override
        public void prepare(Target target, int run) throws IOException, InterruptedException {
            if (!fill) {
                publish(target, run);
            }
        }

        @Override
        public Figures run(Target target, int run) throws IOException, InterruptedException {
            if (fill) {
                Figures figures = figures(publish(target, run), "sending");
                drain(target, run);
                return figures;
            }
            return figures(drain(target, run), "receiving");
        }

        private static String publish(Target target, int run) throws IOException, InterruptedException {
            return perfTest(target, "compare-backlog-" + run,
                    "-x 1 -y 0 -f persistent -ad false -s 100 -c 1000 -C " + MESSAGES);
        }

        private static String drain(Target target, int run) throws IOException, InterruptedException {
            return perfTest(target, "compare-backlog-" + run, "-x 0 -y 1 -f persistent -ad false -q 1000 -A 100 -D " + MESSAGES);
        }
    }
}
