package io.volok.server.admin;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/login}: a form with name and password, which is answered with what to send as authorization from then on. */
final class LoginForm {

    static final String PATH = "/api/login";

    private LoginForm() {
    }

    /** Name and password of the form as basic authentication has them; null where one is missing. */
    private static String pair(byte[] form) {
        Map<String, List<String>> fields =
                new QueryStringDecoder(new String(form, StandardCharsets.UTF_8), false).parameters();
        if (!fields.containsKey("username") || !fields.containsKey("password")) {
            return null;
        }
        String pair = fields.get("username").getLast() + ":" + fields.get("password").getLast();
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** The authorization that the form amounts to; one that opens nothing where it is not whole. */
    static String authorization(byte[] form) {
        String pair = pair(form);
        return "Basic " + (pair == null ? "" : pair);
    }

    /** The answer for a user who got in. */
    static Response answer(Request request) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("name", request.user());
        user.put("tags", request.visitor().tags());
        user.put("is_internal_user", true);
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("type", "basic");
        token.put("value", pair(request.body()));
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("user", user);
        both.put("token", token);
        return Response.json(both);
    }
}
