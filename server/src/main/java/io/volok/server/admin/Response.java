package io.volok.server.admin;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/**
 * One HTTP answer.
 *
 * @param status the HTTP status code
 * @param contentType of the body
 * @param body may be empty
 */
public record Response(int status, String contentType, byte[] body) {

    private static final String JSON = "application/json";
    private static final byte[] NOTHING = new byte[0];
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** 200 with anything that Jackson can write: maps, lists, records. */
    public static Response json(Object value) {
        return json(200, value);
    }

    /** As {@link #json(Object)} with another status. */
    public static Response json(int status, Object value) {
        return new Response(status, JSON, MAPPER.writeValueAsBytes(value));
    }

    /** An error in the form that RabbitMQ's clients know. */
    public static Response error(int status, String error, String reason) {
        return json(status, Map.of("error", error, "reason", reason));
    }

    /** 200 with plain text. */
    public static Response text(String contentType, String text) {
        return new Response(200, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** 204. */
    public static Response empty() {
        return new Response(204, JSON, NOTHING);
    }
}
