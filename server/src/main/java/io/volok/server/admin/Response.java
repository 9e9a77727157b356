package io.volok.server.admin;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/**
 * One HTTP answer.
 *
 * @param status the HTTP status code
 * @param contentType of the body
 * @param body may be empty
 * @param headers further headers
 */
public record Response(int status, String contentType, byte[] body, Map<String, String> headers) {

    private static final String JSON = "application/json";
    private static final byte[] NOTHING = new byte[0];
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** 200 with anything that Jackson can write: maps, lists, records. */
    public static Response json(Object value) {
        return json(200, value);
    }

    /** As {@link #json(Object)} with another status. */
    public static Response json(int status, Object value) {
        return new Response(status, JSON, MAPPER.writeValueAsBytes(value), Map.of());
    }

    /** An error in the form that RabbitMQ's clients know. */
    public static Response error(int status, String error, Object reason) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("error", error);
        fields.put("reason", reason);
        return json(status, fields);
    }

    /** 200 with plain text. */
    public static Response text(String contentType, String text) {
        return new Response(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** 204. */
    public static Response empty() {
        return empty(204);
    }

    /** A status without a body. */
    public static Response empty(int status) {
        return new Response(status, JSON, NOTHING, Map.of());
    }

    /** 201: the thing is new. */
    public static Response created() {
        return empty(201);
    }

    /** 201 or 204, as RabbitMQ answers a PUT. */
    public static Response put(boolean isNew) {
        return empty(isNew ? 201 : 204);
    }

    /** The same with one more header. */
    public Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, contentType, body, more);
    }
}
