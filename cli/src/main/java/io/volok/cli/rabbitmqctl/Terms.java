package io.volok.cli.rabbitmqctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** Arguments of queues and the like, in the order of their names; in JSON each one is told with its type. */
    record Arguments(Map<String, Object> sorted) {

        static Arguments of(Object value) {
            Map<String, Object> sorted = new TreeMap<>();
            if (value instanceof Map<?, ?> map) {
                map.forEach((name, argument) -> sorted.put(String.valueOf(name), argument));
            }
            return new Arguments(sorted);
        }

        /** As RabbitMQ's tool writes them: {@code [["x-max-length","signedint",5]]}. */
        List<List<Object>> triples() {
            return sorted.entrySet().stream().map(entry -> triple(entry.getKey(), entry.getValue())).toList();
        }

        private static List<Object> triple(String name, Object value) {
            List<Object> triple = new ArrayList<>(List.of(name, type(value)));
            triple.add(value instanceof Map<?, ?> map ? of(map).triples() : value);
            return triple;
        }

        private static String type(Object value) {
            return switch (value) {
                case null -> "void";
                case Boolean bool -> "bool";
                case Integer number -> "signedint";
                case Long number -> "long";
                case Number number -> "double";
                case Map<?, ?> map -> "table";
                case List<?> list -> "array";
                default -> "longstr";
            };
        }
    }

    /** A value in a cell of its own. */
    static String text(Object value) {
        return switch (value) {
            case null -> "";
            case Arguments arguments -> term(arguments.sorted());
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
