package io.volok.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * {@code bench/compare kafka|amqp --volok volok=HOST:PORT,PID --peer NAME=HOST:PORT,PID [--rounds N] [--rows REGEX]
 * [--out DIR]}: runs each row on both brokers in turn and prints medians and ratios.
 */
final class Compare {

    private Target volok;
    private Target peer;
    private int rounds = 3;
    private Pattern rows = Pattern.compile("");
    private Path out;

    private Compare() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Compare compare = new Compare();
        List<Row> all = compare.parse(arguments);
        compare.run(all);
    }

    private List<Row> parse(String[] arguments) {
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--volok" -> volok = Target.parse(value);
                case "--peer" -> peer = Target.parse(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--rows" -> rows = Pattern.compile(value);
                case "--out" -> out = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        if (volok == null || peer == null) {
            throw new IllegalArgumentException("usage: bench/compare kafka|amqp --volok volok=HOST:PORT,PID"
                    + " --peer NAME=HOST:PORT,PID [--rounds N] [--rows REGEX] [--out DIR]");
        }
        return switch (arguments[0]) {
            case "kafka" -> KafkaRows.all();
            case "amqp" -> AmqpRows.all();
            default -> throw new IllegalArgumentException("the first argument is kafka or amqp, not " + arguments[0]);
        };
    }

    private void run(List<Row> all) throws IOException, InterruptedException {
        List<Report.Line> lines = new ArrayList<>();
        for (Row row : all) {
            if (!rows.matcher(row.name()).find()) {
                continue;
            }
            List<Figures> ours = new ArrayList<>();
            List<Figures> theirs = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                ours.add(measure(row, volok, round));
                theirs.add(measure(row, peer, round));
            }
            lines.add(new Report.Line(row.name(), Figures.median(ours), Figures.median(theirs)));
        }
        String table = Report.markdown(volok.name(), peer.name(), lines);
        System.out.print("\n" + table);
        if (out != null) {
            Files.createDirectories(out);
            Files.writeString(out.resolve("compare-" + peer.name() + ".md"), table);
            Files.writeString(out.resolve("compare-" + peer.name() + ".svg"), Report.svg(peer.name(), lines));
        }
    }

    private static Figures measure(Row row, Target target, int round) throws IOException, InterruptedException {
        Figures figures = row.measure(target, round);
        System.out.printf(Locale.ROOT,
                "%-42s %-9s round %d: %,10.0f /s  p50 %7.2f ms  p99 %7.2f ms"
                        + "  %6.2f CPU s/M  tool %6.2f  %4.0f MiB%n",
                row.name(), target.name(), round + 1, figures.rate(), figures.p50Ms(), figures.p99Ms(),
                figures.cpuPerMillion(), figures.toolPerMillion(), figures.residentMiB());
        return figures;
    }
}
