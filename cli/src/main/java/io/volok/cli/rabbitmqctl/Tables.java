package io.volok.cli.rabbitmqctl;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/** Prints rows as {@code --formatter} says: {@code table} (with tabs), {@code json}, {@code csv}, {@code pretty_table}. */
final class Tables {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final PrintStream out;
    private final String formatter;
    private final boolean withHeaders;

    private Tables(PrintStream out, String formatter, boolean withHeaders) {
        this.out = out;
        this.formatter = formatter;
        this.withHeaders = withHeaders;
    }

    static Tables of(Ctl ctl) {
        return new Tables(ctl.out(), ctl.arguments().option("formatter", "table"),
                !ctl.arguments().has("no-table-headers") && !ctl.arguments().has("silent"));
    }

    Tables withoutHeaders() {
        return new Tables(out, formatter, false);
    }

    void print(List<String> columns, List<Map<String, Object>> rows) {
        switch (formatter) {
            case "json", "json_stream" -> json(columns, rows);
            case "csv" -> csv(columns, rows);
            case "pretty_table" -> pretty(columns, rows);
            default -> table(columns, rows);
        }
    }

    private void table(List<String> columns, List<Map<String, Object>> rows) {
        if (withHeaders && !rows.isEmpty()) {
            out.println(String.join("\t", columns));
        }
        rows.forEach(row -> out.println(String.join("\t", cells(columns, row))));
    }

    private static List<String> cells(List<String> columns, Map<String, Object> row) {
        return columns.stream().map(column -> Terms.text(row.get(column))).toList();
    }

    private void json(List<String> columns, List<Map<String, Object>> rows) {
        out.println("[");
        String before = "";
        for (Map<String, Object> row : rows) {
            Map<String, Object> picked = new LinkedHashMap<>();
            columns.forEach(column -> picked.put(column, row.get(column) instanceof Terms.Arguments arguments
                    ? arguments.triples() : row.get(column)));
            out.println(before + MAPPER.writeValueAsString(picked));
            before = ",";
        }
        out.println("]");
    }

    private void csv(List<String> columns, List<Map<String, Object>> rows) {
        if (withHeaders) {
            out.println(quoted(columns));
        }
        rows.forEach(row -> out.println(quoted(cells(columns, row))));
    }

    private static String quoted(List<String> cells) {
        List<String> quoted = new ArrayList<>();
        cells.forEach(cell -> quoted.add('"' + cell.replace("\"", "\"\"") + '"'));
        return String.join(",", quoted);
    }

    private void pretty(List<String> columns, List<Map<String, Object>> rows) {
        int[] widths = columns.stream().mapToInt(String::length).toArray();
        List<List<String>> lines = rows.stream().map(row -> cells(columns, row)).toList();
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        rule(widths, '\u250C', '\u252C', '\u2510');
        line(widths, columns);
        for (List<String> line : lines) {
            rule(widths, '\u251C', '\u253C', '\u2524');
            line(widths, line);
        }
        rule(widths, '\u2514', '\u2534', '\u2518');
    }

    private void rule(int[] widths, char left, char middle, char right) {
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            rule.append(i == 0 ? left : middle).append("\u2500".repeat(widths[i] + 2));
        }
        out.println(rule.append(right));
    }

    private void line(int[] widths, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append("\u2502 ").append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 1));
        }
        out.println(line.append('\u2502'));
    }
}
