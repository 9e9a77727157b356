package io.volok.server.admin;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One request from route to answer: who asks, is there such a thing, then the endpoint. Used on the HTTP loop. */
final class Exchange {

    private final Router router;
    private final Credentials credentials;

    Exchange(Router router, Credentials credentials) {
        this.router = router;
        this.credentials = credentials;
    }

    CompletionStage<Response> serve(String method, String uri, String authorization, byte[] body) {
        QueryStringDecoder target = new QueryStringDecoder(uri);
        Map<String, String> query;
        Router.Match match;
        try {
            query = query(target);
            match = router.find(method, target.rawPath());
        } catch (IllegalArgumentException badEncoding) {
            return done(Response.error(400, "bad_request", "The address is not properly encoded"));
        }
        return switch (match) {
            case Router.Match.NotFound() -> done(Response.error(404, "Object Not Found", "Not Found"));
            case Router.Match.WrongMethod() -> done(Response.error(405, "Method Not Allowed", "Method Not Allowed"));
            case Router.Match.Found found -> serve(found, user(authorization),
                    new Request(method, target.rawPath(), found.parameters(), query, body, ""));
        };
    }

    private static CompletionStage<Response> serve(Router.Match.Found found, String user, Request request) {
        if (user == null && !found.open()) {
            return done(Response.error(401, "not_authorized", "Not_Authorized"));
        }
        Request named = new Request(request.method(), request.path(), request.parameters(), request.query(),
                request.body(), user == null ? "" : user);
        try {
            return found.endpoint().serve(named);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static Map<String, String> query(QueryStringDecoder target) {
        Map<String, String> query = new HashMap<>();
        target.parameters().forEach((name, values) -> query.put(name, values.getLast()));
        return query;
    }

    /** The user of a Basic header with the right password, else null. */
    private String user(String authorization) {
        String scheme = "basic ";
        if (authorization == null || !authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
            return null;
        }
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(authorization.substring(scheme.length()).strip()),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
        int colon = pair.indexOf(':');
        boolean accepted = colon >= 0 && credentials.accept(pair.substring(0, colon), pair.substring(colon + 1));
        return accepted ? pair.substring(0, colon) : null;
    }

    private static CompletionStage<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }
}
