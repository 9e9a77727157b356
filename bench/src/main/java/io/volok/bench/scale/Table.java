package io.volok.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of one subject: a line per broker and size, as Markdown and as a chart with one panel per figure. */
final class Table {

    /** A figure that is measured: its name, how it is printed, whether it is drawn. */
    record Column(String name, String format, boolean drawn) {
    }

    private record Line(String broker, String x, double[] figures) {
    }

    private static final int PANEL_WIDTH = 300;
    private static final int PANEL_HEIGHT = 190;
    private static final int LEFT = 50;
    private static final int TOP = 34;
    private static final int PLOT_WIDTH = 230;
    private static final int PLOT_HEIGHT = 120;
    private static final List<String> COLOURS = List.of("#2b7a78", "#c0392b", "#7f8c8d");

    private final String subject;
    private final String x;
    private final List<Column> columns;
    private final List<Line> lines = new ArrayList<>();

    Table(String subject, String x, Column... columns) {
        this.subject = subject;
        this.x = x;
        this.columns = List.of(columns);
    }

    /** A column of whole numbers that is not drawn. */
    static Column plain(String name) {
        return new Column(name, "%,.0f", false);
    }

    static Column drawn(String name, String format) {
        return new Column(name, format, true);
    }

    /** Adds a line; NaN stands for what was not measured. */
    void add(Broker broker, String size, double... figures) {
        Line line = new Line(broker.name(), size, figures);
        lines.add(line);
        System.out.println(subject + " " + markdown(line));
    }

    private String markdown(Line line) {
        StringBuilder text = new StringBuilder("| " + line.broker() + " | " + line.x() + " |");
        for (int i = 0; i < columns.size(); i++) {
            double figure = line.figures()[i];
            text.append(Double.isNaN(figure) ? " |"
                    : String.format(Locale.ROOT, " " + columns.get(i).format() + " |", figure));
        }
        return text.toString();
    }

    private String markdown() {
        String head = columns.stream().map(Column::name).collect(Collectors.joining(" | "));
        return "| broker | " + x + " | " + head + " |\n|" + " --- |".repeat(columns.size() + 2) + "\n"
                + lines.stream().map(this::markdown).collect(Collectors.joining("\n")) + "\n";
    }

    /** Writes both forms into a folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(subject + ".md"), markdown());
        Files.writeString(folder.resolve(subject + ".svg"), svg());
    }

    private String svg() {
        StringBuilder panels = new StringBuilder();
        int panel = 0;
        for (int column = 0; column < columns.size(); column++) {
            if (columns.get(column).drawn()) {
                panels.append(panel(column, panel * PANEL_WIDTH));
                panel++;
            }
        }
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">
                <rect width="100%%" height="100%%" fill="#fff"/>
                %s</svg>
                """, Math.max(1, panel) * PANEL_WIDTH, PANEL_HEIGHT, panels);
    }

    private String panel(int column, int left) {
        List<String> sizes = lines.stream().map(Line::x).distinct().toList();
        double most = lines.stream().mapToDouble(line -> line.figures()[column]).filter(Double::isFinite).max().orElse(1);
        double top = most <= 0 ? 1 : most * 1.1;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <g transform="translate(%d %d)"><text x="0" y="-16" font-weight="bold">%s</text>
                <path d="M0 0V%d H%d" fill="none" stroke="#999"/><text x="-4" y="10" text-anchor="end">%s</text>
                <text x="-4" y="%d" text-anchor="end">0</text><text x="%d" y="%d" text-anchor="end" fill="#666">%s</text>
                """, left + LEFT, TOP, columns.get(column).name(), PLOT_HEIGHT, PLOT_WIDTH, brief(top), PLOT_HEIGHT,
                PLOT_WIDTH, PLOT_HEIGHT + 30, x));
        for (int i = 0; i < sizes.size(); i++) {
            svg.append(String.format(Locale.ROOT, "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    at(i, sizes.size()), PLOT_HEIGHT + 15, label(sizes.get(i))));
        }
        Map<String, List<Line>> byBroker = lines.stream().collect(
                Collectors.groupingBy(Line::broker, LinkedHashMap::new, Collectors.toList()));
        int broker = 0;
        for (Map.Entry<String, List<Line>> entry : byBroker.entrySet()) {
            String colour = COLOURS.get(broker % COLOURS.size());
            StringBuilder points = new StringBuilder();
            for (Line line : entry.getValue()) {
                double figure = line.figures()[column];
                if (Double.isFinite(figure)) {
                    double px = at(sizes.indexOf(line.x()), sizes.size());
                    double py = PLOT_HEIGHT - figure / top * PLOT_HEIGHT;
                    points.append(String.format(Locale.ROOT, "%.1f,%.1f ", px, py));
                    svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>%n",
                            px, py, colour));
                }
            }
            svg.append(String.format(Locale.ROOT, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>"
                            + "<text x=\"%d\" y=\"-3\" fill=\"%s\">%s</text>%n", points.toString().strip(), colour,
                    broker * 70, colour, entry.getKey()));
            broker++;
        }
        return svg.append("</g>\n").toString();
    }

    private static String label(String size) {
        return size.endsWith("000000") ? size.substring(0, size.length() - 6) + "M"
                : size.endsWith("000") ? size.substring(0, size.length() - 3) + "k" : size;
    }

    private static double at(int index, int count) {
        return PLOT_WIDTH * (index + 0.5) / count;
    }

    private static String brief(double number) {
        return number >= 10_000 ? String.format(Locale.ROOT, "%.0fk", number / 1000)
                : String.format(Locale.ROOT, number >= 10 ? "%.0f" : "%.1f", number);
    }
}
