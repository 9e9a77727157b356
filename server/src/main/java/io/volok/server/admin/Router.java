package io.volok.server.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Finds the endpoint for a method and path. A pattern is literal segments and {@code {names}}, as in
 * {@code /api/queues/{vhost}/{name}}; a name matches exactly one segment, which is decoded after the split so that
 * {@code %2F} can stand for the vhost {@code /}. Routes are asked in the order in which they were added.
 *
 * <p>Filled at start, then only read.
 */
public final class Router {

    private final List<Route> routes = new ArrayList<>();
    private BooleanSupplier isOpen = () -> true;
    private String alwaysOpen = "";

    /** Adds a route for everybody who may use the HTTP API. */
    public Router add(String method, String pattern, Endpoint endpoint) {
        return add(method, pattern, Audience.MANAGEMENT, endpoint);
    }

    /** Adds a route for some. */
    public Router add(String method, String pattern, Audience audience, Endpoint endpoint) {
        routes.add(new Route(method, segments(pattern), endpoint, audience));
        return this;
    }

    /** Adds a GET route that needs no user. */
    public Router addOpen(String pattern, Endpoint endpoint) {
        return add("GET", pattern, Audience.EVERYBODY, endpoint);
    }

    /** Answers 503 while {@code open} says no, except for paths that begin with {@code always}. */
    public Router onlyWhile(BooleanSupplier open, String always) {
        isOpen = open;
        alwaysOpen = always;
        return this;
    }

    boolean isOpenFor(Audience audience, String path) {
        return audience == Audience.EVERYBODY || path.startsWith(alwaysOpen) || isOpen.getAsBoolean();
    }

    /** What a look-up finds. */
    sealed interface Match {

        /** A route, with the values of its names. */
        record Found(Endpoint endpoint, Map<String, String> parameters, Audience audience) implements Match {
        }

        /** The path is there, but not for this method; {@code allowed} lists those it is there for. */
        record WrongMethod(String allowed) implements Match {
        }

        /** No such path. */
        record NotFound() implements Match {
        }
    }

    Match find(String method, String path) {
        String[] asked = segments(path);
        String effective = method.equals("HEAD") ? "GET" : method;
        Set<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> parameters = route.match(asked);
            if (parameters != null && route.method().equals(effective)) {
                return new Match.Found(route.endpoint(), parameters, route.audience());
            }
            if (parameters != null) {
                allowed.add(route.method());
            }
        }
        return allowed.isEmpty() ? new Match.NotFound() : new Match.WrongMethod(text(allowed));
    }

    private static String text(Set<String> allowed) {
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        allowed.add("OPTIONS");
        return String.join(", ", allowed);
    }

    private static String[] segments(String path) {
        String trimmed = path.startsWith("/") ? path.substring(1) : path;
        if (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return trimmed.split("/", -1);
    }

    private record Route(String method, String[] segments, Endpoint endpoint, Audience audience) {

        Map<String, String> match(String[] asked) {
            if (asked.length != segments.length) {
                return null;
            }
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < segments.length; i++) {
                String segment = segments[i];
                if (segment.startsWith("{")) {
                    parameters.put(segment.substring(1, segment.length() - 1), decode(asked[i]));
                } else if (!segment.equals(asked[i])) {
                    return null;
                }
            }
            return parameters;
        }

        /** In a path, unlike in a query, a plus sign is a plus sign. */
        private static String decode(String segment) {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }
}
