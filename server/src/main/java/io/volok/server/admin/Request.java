package io.volok.server.admin;

import java.util.Map;

/**
 * One HTTP request, ready for an endpoint.
 *
 * @param method upper case
 * @param path undecoded, without the query
 * @param parameters the decoded values of the pattern's {@code {names}}
 * @param query the decoded query parameters; of repeated ones the last
 * @param headers by lower-case name
 * @param body the whole body; empty if there is none
 * @param visitor who asks; {@link Visitor#NOBODY} where the route is open to everybody
 */
public record Request(String method, String path, Map<String, String> parameters, Map<String, String> query,
        Map<String, String> headers, byte[] body, Visitor visitor) {

    /** The decoded value of a name in the route's pattern. */
    public String parameter(String name) {
        return parameters.get(name);
    }

    /** A header's value, or null. */
    public String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /** Whether a query parameter is there and says true. */
    public boolean flag(String name) {
        return "true".equals(query.get(name));
    }

    /** The name of who asks. */
    public String user() {
        return visitor.name();
    }
}
