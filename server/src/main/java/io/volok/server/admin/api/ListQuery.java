package io.volok.server.admin.api;

import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What can be asked of any list: {@code page}, {@code page_size}, {@code name}, {@code use_regex}, {@code sort},
 * {@code sort_reverse} and {@code columns}. Columns are paths with dots.
 */
final class ListQuery {

    private static final int PAGE_SIZE = 100;
    private static final int PAGE_SIZE_MAX = 500;

    private final Map<String, String> query;

    private ListQuery(Map<String, String> query) {
        this.query = query;
    }

    /** The list as the request wants it. */
    static Response answer(Request request, List<Row> rows) {
        return Response.json(new ListQuery(request.query()).apply(rows));
    }

    /** One object with the columns that the request wants. */
    static Response answer(Request request, Row row) {
        return Response.json(new ListQuery(request.query()).columns(row));
    }

    private Object apply(List<Row> rows) {
        if (!query.containsKey("page")) {
            return sorted(rows).stream().map(this::columns).toList();
        }
        int page = number("page", 1);
        int size = number("page_size", PAGE_SIZE);
        if (page < 1 || size < 1 || size > PAGE_SIZE_MAX) {
            throw new HttpRefusal(400, "invalid_pagination_parameters", "Invalid pagination parameters: page number "
                    + page + ", page size " + (query.containsKey("page_size") ? size : "undefined"));
        }
        List<Row> filtered = sorted(rows.stream().filter(nameFilter()).toList());
        int pages = (filtered.size() + size - 1) / size;
        if (page > Math.max(1, pages)) {
            throw new HttpRefusal(400, "page_out_of_range", "Page out of range, page: " + page + " page size: "
                    + size + ", len: " + filtered.size());
        }
        int from = Math.min((page - 1) * size, filtered.size());
        List<Row> items = filtered.subList(from, Math.min(from + size, filtered.size())).stream()
                .map(this::columns).toList();
        return new Row().with("filtered_count", filtered.size()).with("item_count", items.size())
                .with("items", items).with("page", page).with("page_count", pages).with("page_size", size)
                .with("total_count", rows.size());
    }

    private int number(String name, int otherwise) {
        String text = query.get(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw HttpRefusal.badRequest("Pagination parameters are invalid");
        }
    }

    private Predicate<Row> nameFilter() {
        String name = query.getOrDefault("name", "");
        if (name.isEmpty()) {
            return row -> true;
        }
        if (!"true".equals(query.get("use_regex"))) {
            return row -> name(row).toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT));
        }
        try {
            Pattern pattern = Pattern.compile(name, Pattern.CASE_INSENSITIVE);
            return row -> pattern.matcher(name(row)).find();
        } catch (PatternSyntaxException matchesNothing) {
            return row -> false;
        }
    }

    private static String name(Row row) {
        Object name = row.get("name");
        return name == null ? "" : name.toString();
    }

    private List<Row> sorted(List<Row> rows) {
        List<Row> copy = new ArrayList<>(rows);
        String column = query.get("sort");
        Comparator<Row> order = column == null
                ? (left, right) -> 0 : (left, right) -> compare(find(left, column), find(right, column));
        copy.sort("true".equals(query.get("sort_reverse")) ? order.reversed() : order);
        return copy;
    }

    /** Whatever is missing comes first, then numbers, then everything else as text. */
    private static int compare(Object left, Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        }
        if (left instanceof Number a && right instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        return left.toString().compareTo(right.toString());
    }

    private static Object find(Object object, String path) {
        int dot = path.indexOf('.');
        String first = dot < 0 ? path : path.substring(0, dot);
        if (!(object instanceof Map<?, ?> map)) {
            return null;
        }
        Object value = map.get(first);
        return dot < 0 || value == null ? value : find(value, path.substring(dot + 1));
    }

    private Row columns(Row row) {
        String wanted = query.get("columns");
        if (wanted == null || wanted.isEmpty()) {
            return row;
        }
        Row picked = new Row();
        for (String path : wanted.split(",")) {
            Object value = find(row, path);
            if (value != null) {
                put(picked, path, value);
            }
        }
        return picked;
    }

    private static void put(Row into, String path, Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            into.put(path, value);
            return;
        }
        Row inner = into.get(path.substring(0, dot)) instanceof Row row ? row : new Row();
        put(inner, path.substring(dot + 1), value);
        into.put(path.substring(0, dot), inner);
    }
}
