package io.volok.server.admin.api;

import io.volok.codec.table.FieldTable;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * The JSON object in a request's body, read with RabbitMQ's leniency: an empty body is an empty object, and booleans
 * and numbers may stand in quotes.
 */
record JsonBody(Map<?, ?> fields) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The body of a request. */
    static JsonBody of(Request request) {
        return of(request.body(), "not_json");
    }

    /** As {@link #of(Request)}, with what is said when it is no JSON object. */
    static JsonBody of(byte[] body, String otherwise) {
        if (body.length == 0) {
            return new JsonBody(Map.of());
        }
        try {
            if (MAPPER.readValue(body, Object.class) instanceof Map<?, ?> object) {
                return new JsonBody(object);
            }
        } catch (JacksonException notJson) {
            throw HttpRefusal.badRequest(otherwise);
        }
        throw HttpRefusal.badRequest(otherwise);
    }

    /** Refuses a body in which one of the keys is missing. */
    JsonBody require(String... keys) {
        List<String> missing = new ArrayList<>();
        for (String key : keys) {
            if (!fields.containsKey(key)) {
                missing.add("{key_missing," + key + "}");
            }
        }
        if (!missing.isEmpty()) {
            throw HttpRefusal.badRequest("[" + String.join(",", missing) + "]");
        }
        return this;
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    Object value(String key) {
        return fields.get(key);
    }

    /** A text, or null where there is none. */
    String text(String key) {
        return switch (fields.get(key)) {
            case null -> null;
            case String text -> text;
            default -> throw HttpRefusal.badRequest(List.of("not_string", key));
        };
    }

    /** A text, or another where there is none. */
    String text(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    /** A boolean; false where there is none. */
    boolean bool(String key) {
        return switch (fields.get(key)) {
            case null -> false;
            case Boolean bool -> bool;
            case String text when text.equals("true") -> true;
            case String text when text.equals("false") || text.isEmpty() -> false;
            case Object other -> throw HttpRefusal.badRequest(List.of("not_boolean", other));
        };
    }

    /** A whole number, or another where there is none. */
    long number(String key, long otherwise) {
        return switch (fields.get(key)) {
            case null -> otherwise;
            case Integer number -> number;
            case Long number -> number;
            case String text when text.matches("-?\\d{1,18}") -> Long.parseLong(text);
            default -> throw HttpRefusal.badRequest(List.of("not_integer", key));
        };
    }

    /** A field table; empty where there is none. */
    FieldTable table(String key) {
        return JsonFields.toTable(object(key, fields.get(key)));
    }

    /** The object that stands there; where nothing stands, or an empty list, which RabbitMQ shows for it, an empty one. */
    static Map<?, ?> object(String key, Object value) {
        return switch (value) {
            case null -> Map.of();
            case Map<?, ?> object -> object;
            case List<?> list when list.isEmpty() -> Map.of();
            default -> throw HttpRefusal.badRequest(List.of("not_object", key));
        };
    }

    /** The objects of a list; none where there is none. */
    List<JsonBody> objects(String key) {
        List<JsonBody> objects = new ArrayList<>();
        switch (fields.get(key)) {
            case null -> {
            }
            case List<?> list -> list.forEach(element -> objects.add(element(key, element)));
            default -> throw HttpRefusal.badRequest(key + " must be a list");
        }
        return objects;
    }

    private static JsonBody element(String key, Object element) {
        if (element instanceof Map<?, ?> object) {
            return new JsonBody(object);
        }
        throw HttpRefusal.badRequest(key + " must be a list of objects");
    }

    /** The texts of a list, or of one text with commas. */
    List<String> words(String key) {
        return switch (fields.get(key)) {
            case List<?> list -> list.stream().map(String::valueOf).map(String::strip)
                    .filter(word -> !word.isEmpty()).toList();
            case String text -> List.of(text.split(",")).stream().map(String::strip)
                    .filter(word -> !word.isEmpty()).toList();
            case null -> List.of();
            default -> throw HttpRefusal.badRequest(List.of("not_string_or_list", key));
        };
    }
}
