package io.volok.cli.rabbitmqctl;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** JSON that stands in an argument. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {
    }

    /** Any value. */
    static Object value(String text) {
        try {
            return MAPPER.readValue(text, Object.class);
        } catch (JacksonException notJson) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE,
                    "Could not parse JSON document: {error,{failed_to_decode_json,<<\"" + text + "\">>}}");
        }
    }

    /** An object. */
    static Map<?, ?> object(String text) {
        return value(text) instanceof Map<?, ?> map ? map : Map.of();
    }

    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
