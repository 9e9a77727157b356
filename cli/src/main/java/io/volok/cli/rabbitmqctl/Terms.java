package io.volok.cli.rabbitmqctl;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as RabbitMQ's tool writes them into tables: nested ones as Erlang terms. */
final class Terms {

    private Terms() {
    }

    /** Words that are written without quotes in a list: the tags of users. */
    record Words(List<?> words) {

        @Override
        public String toString() {
            return words.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** A value in a cell of its own. */
    static String text(Object value) {
        return switch (value) {
            case null -> "";
            case Map<?, ?> map -> term(map);
            case List<?> list -> term(list);
            default -> value.toString();
        };
    }

    private static String term(Object value) {
        return switch (value) {
            case null -> "undefined";
            case String text -> '"' + text + '"';
            case Map<?, ?> map -> map.entrySet().stream()
                    .map(entry -> "{\"" + entry.getKey() + "\"," + term(entry.getValue()) + "}")
                    .collect(Collectors.joining(",", "[", "]"));
            case List<?> list -> list.stream().map(Terms::term).collect(Collectors.joining(",", "[", "]"));
            default -> value.toString();
        };
    }
}
