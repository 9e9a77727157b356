package io.volok.server.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the endpoint for a method and path. A pattern is literal segments and {@code {names}}, as in
 * {@code /api/queues/{vhost}/{name}}; a name matches exactly one segment, which is decoded after the split so that
 * {@code %2F} can stand for the vhost {@code /}. Routes are asked in the order in which they were added.
 *
 * <p>Filled at start, then only read.
 */
public final class Router {

    private final List<Route> routes = new ArrayList<>();

    /** Adds a route for authenticated users. */
    public Router add(String method, String pattern, Endpoint endpoint) {
        routes.add(new Route(method, segments(pattern), endpoint, false));
        return this;
    }

    /** Adds a GET route that needs no user. */
    public Router addOpen(String pattern, Endpoint endpoint) {
        routes.add(new Route("GET", segments(pattern), endpoint, true));
        return this;
    }

    /** What a look-up finds. */
    sealed interface Match {

        /** A route, with the values of its names. */
        record Found(Endpoint endpoint, Map<String, String> parameters, boolean open) implements Match {
        }

        /** The path is there, but not for this method. */
        record WrongMethod() implements Match {
        }

        /** No such path. */
        record NotFound() implements Match {
        }
    }

    Match find(String method, String path) {
        String[] asked = segments(path);
        String effective = method.equals("HEAD") ? "GET" : method;
        boolean pathKnown = false;
        for (Route route : routes) {
            Map<String, String> parameters = route.match(asked);
            if (parameters != null && route.method().equals(effective)) {
                return new Match.Found(route.endpoint(), parameters, route.open());
            }
            pathKnown |= parameters != null;
        }
        return pathKnown ? new Match.WrongMethod() : new Match.NotFound();
    }

    private static String[] segments(String path) {
        String trimmed = path.startsWith("/") ? path.substring(1) : path;
        if (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return trimmed.split("/", -1);
    }

    private record Route(String method, String[] segments, Endpoint endpoint, boolean open) {

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
