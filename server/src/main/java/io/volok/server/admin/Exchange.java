package io.volok.server.admin;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** One request from route to answer: is there such a thing, who asks, then the endpoint. On the HTTP loop. */
final class Exchange {

    private static final String AUTHORIZATION = "authorization";

    private final Router router;
    private final Credentials credentials;

    Exchange(Router router, Credentials credentials) {
        this.router = router;
        this.credentials = credentials;
    }

    /** What came over the wire; {@code headers} have lower-case names. The rest of the work is done by {@code loop}. */
    record Arrival(String method, String uri, Map<String, String> headers, byte[] body, boolean fromLoopback,
            Executor loop) {
    }

    CompletionStage<Response> serve(Arrival arrival) {
        QueryStringDecoder target = new QueryStringDecoder(arrival.uri());
        Map<String, String> query;
        Router.Match match;
        try {
            query = query(target);
            match = router.find(arrival.method(), target.rawPath());
        } catch (IllegalArgumentException badEncoding) {
            return done(Response.error(400, "bad_request", "The address is not properly encoded"));
        }
        return switch (match) {
            case Router.Match.NotFound() -> done(HttpRefusal.noSuchObject().response());
            case Router.Match.WrongMethod(String allowed) ->
                    done(Response.empty(arrival.method().equals("OPTIONS") ? 200 : 405).with("allow", allowed));
            case Router.Match.Found found -> serve(found, arrival, target.rawPath(), query);
        };
    }

    private CompletionStage<Response> serve(Router.Match.Found found, Arrival arrival, String path,
            Map<String, String> query) {
        if (found.audience() == Audience.EVERYBODY) {
            return serve(found, arrival, path, query, Visitor.NOBODY);
        }
        String authorization = path.equals(LoginForm.PATH) ? LoginForm.authorization(arrival.body())
                : arrival.headers().get(AUTHORIZATION);
        if (authorization == null) {
            return done(Response.empty(401).with("www-authenticate", "Basic realm=\"RabbitMQ Management\""));
        }
        return visitor(authorization, arrival.fromLoopback()).thenComposeAsync(known -> known.isEmpty()
                ? done(Response.error(401, "not_authorized", "Not_Authorized"))
                : serve(found, arrival, path, query, known.get()), arrival.loop());
    }

    private CompletionStage<Response> serve(Router.Match.Found found, Arrival arrival, String path,
            Map<String, String> query, Visitor visitor) {
        Audience audience = found.audience();
        String refusal = audience == Audience.EVERYBODY ? null : refusal(audience, visitor);
        if (refusal != null) {
            return done(HttpRefusal.notAuthorised(refusal).response());
        }
        if (!router.isOpenFor(audience, path)) {
            return done(Response.error(503, "service_unavailable", "The broker is stopped on this node"));
        }
        return answer(found.endpoint(), new Request(arrival.method(), path, found.parameters(), query,
                arrival.headers(), arrival.body(), visitor));
    }

    private static String refusal(Audience audience, Visitor visitor) {
        if (!Audience.MANAGEMENT.admits(visitor)) {
            return Audience.MANAGEMENT.refusal();
        }
        return audience.admits(visitor) ? null : audience.refusal();
    }

    /** An endpoint's refusal, thrown or completed with, is an answer; anything else it throws is a failure. */
    private static CompletionStage<Response> answer(Endpoint endpoint, Request request) {
        CompletionStage<Response> answer;
        try {
            answer = endpoint.serve(request);
        } catch (HttpRefusal refusal) {
            return done(refusal.response());
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
        return answer.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause() : failure;
            return cause instanceof HttpRefusal refusal ? done(refusal.response())
                    : CompletableFuture.failedFuture(cause);
        });
    }

    private static Map<String, String> query(QueryStringDecoder target) {
        Map<String, String> query = new HashMap<>();
        target.parameters().forEach((name, values) -> query.put(name, values.getLast()));
        return query;
    }

    private CompletionStage<Optional<Visitor>> visitor(String authorization, boolean fromLoopback) {
        String token = behind("bearer ", authorization);
        if (token != null) {
            return nobodyOr(credentials.byToken(token));
        }
        String encoded = behind("basic ", authorization);
        if (encoded == null) {
            return nobodyOr(Optional.empty());
        }
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return nobodyOr(Optional.empty());
        }
        int colon = pair.indexOf(':');
        return colon < 0 ? nobodyOr(Optional.empty())
                : credentials.byPassword(pair.substring(0, colon), pair.substring(colon + 1), fromLoopback);
    }

    private static CompletionStage<Optional<Visitor>> nobodyOr(Optional<Visitor> visitor) {
        return CompletableFuture.completedFuture(visitor);
    }

    private static String behind(String scheme, String authorization) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                ? authorization.substring(scheme.length()).strip() : null;
    }

    private static CompletionStage<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }
}
