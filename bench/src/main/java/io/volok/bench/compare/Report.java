package io.volok.bench.compare;

import java.util.List;
import java.util.Locale;

/** Draws the table and the chart of a finished comparison. */
final class Report {

    /** Medians of one row on both brokers. */
    record Line(String name, Figures volok, Figures peer) {
    }

    private Report() {
    }

    static String markdown(String volok, String peer, List<Line> lines) {
        StringBuilder text = new StringBuilder("| row | " + volok + " | " + peer + " | ratio | most possible | p50 ms | p99 ms"
                + " | broker CPU s per million | CPU ratio | load tool CPU s per million | resident MiB |\n"
                + "|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Line line : lines) {
            Figures a = line.volok();
            Figures b = line.peer();
            text.append(String.format(Locale.ROOT, "| %s | %s | %s | %s | %s | %.1f / %.1f | %.1f / %.1f | %.2f / %.2f | %s |"
                            + " %.2f / %.2f | %.0f / %.0f |%n",
                    line.name(), rate(a), rate(b), a.rate() > 0 ? ratio(a.rate(), b.rate()) : "-", possible(a, b),
                    a.p50Ms(), b.p50Ms(), a.p99Ms(), b.p99Ms(),
                    a.cpuPerMillion(), b.cpuPerMillion(), ratio(a.cpuPerMillion(), b.cpuPerMillion()),
                    a.toolPerMillion(), b.toolPerMillion(), a.residentMiB(), b.residentMiB()));
        }
        return text.toString();
    }

    /** Bars: how many times the peer's throughput (or one over its p99, where a row has no throughput). */
    static String svg(String peer, List<Line> lines) {
        int rowHeight = 24;
        int labelWidth = 300;
        double scale = 60;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n<text x=\"8\" y=\"18\">times %s (line = 1)</text>%n",
                40 + lines.size() * rowHeight, peer));
        int y = 32;
        for (Line line : lines) {
            double times = line.volok().rate() > 0 ? line.volok().rate() / line.peer().rate()
                    : line.peer().p99Ms() / line.volok().p99Ms();
            svg.append(String.format(Locale.ROOT, "<text x=\"8\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"16\""
                            + " fill=\"#2b7a78\"/><text x=\"%.0f\" y=\"%d\">%.1f</text>%n", y + 13, line.name(), labelWidth, y,
                    Math.min(times * scale, 520), labelWidth + Math.min(times * scale, 520) + 6, y + 13, times));
            y += rowHeight;
        }
        return svg.append(String.format(Locale.ROOT, "<line x1=\"%.0f\" x2=\"%.0f\" y1=\"28\" y2=\"%d\" stroke=\"#c33\"/>%n</svg>%n",
                labelWidth + scale, labelWidth + scale, y)).toString();
    }

    /**
     * How many times the peer's rate a broker could reach that costs nothing, if the load tool kept all processors of this
     * machine busy with what it needs for a message.
     */
    private static String possible(Figures a, Figures b) {
        double toolSeconds = Math.min(a.toolPerMillion(), b.toolPerMillion()) / 1e6;
        return b.rate() > 0 && toolSeconds > 0
                ? ratio(Runtime.getRuntime().availableProcessors() / toolSeconds, b.rate()) : "-";
    }

    private static String rate(Figures figures) {
        return figures.rate() > 0 ? String.format(Locale.ROOT, "%,.0f /s", figures.rate()) : "-";
    }

    private static String ratio(double ours, double theirs) {
        return theirs > 0 ? String.format(Locale.ROOT, "%.2f", ours / theirs) : "-";
    }
}
