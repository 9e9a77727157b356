package io.volok.server.admin;

import java.util.Map;

/**
 * One HTTP request, ready for an endpoint.
 *
 * @param method upper case
 * @param path undecoded, without the query
 * @param parameters the decoded values of the pattern's {@code {names}}
 * @param query the decoded query parameters; of repeated ones the last
 * @param body the whole body; empty if there is none
 * @param user who asks; the empty text where the route is open to everybody
 */
public record Request(String method, String path, Map<String, String> parameters, Map<String, String> query,
        byte[] body, String user) {

    /** The decoded value of a name in the route's pattern. */
    public String parameter(String name) {
        return parameters.get(name);
    }
}
