package io.volok.cli.rabbitmqctl;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** Speaks to a node's HTTP API. */
final class NodeClient implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final NodeAddress address;
    private final Duration timeout;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    NodeClient(NodeAddress address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    NodeAddress address() {
        return address;
    }

    /** An answer: its status, and its JSON as plain objects (null for none). */
    record Reply(int status, Object json) {

        boolean isDone() {
            return status < 300;
        }

        /** Why it was refused. */
        String reason() {
            return json instanceof Map<?, ?> map && map.get("reason") != null
                    ? String.valueOf(map.get("reason")) : "HTTP status " + status;
        }

        /** The objects of a list. */
        List<Map<?, ?>> rows() {
            List<Map<?, ?>> rows = new ArrayList<>();
            if (json instanceof List<?> list) {
                list.forEach(row -> rows.add((Map<?, ?>) row));
            }
            return rows;
        }
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A path of segments, each encoded. */
    static String path(String... segments) {
        StringBuilder path = new StringBuilder("/api");
        for (String segment : segments) {
            path.append('/').append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return path.toString();
    }

    Reply get(String path) {
        return send(request(path).GET());
    }

    Reply put(String path, Map<String, ?> body) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body))));
    }

    Reply post(String path, byte[] body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    Reply delete(String path, String... headers) {
        HttpRequest.Builder request = request(path).DELETE();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Asks as somebody else. */
    Reply getAs(String authorization, String path) {
        return send(request(path).setHeader("Authorization", authorization).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address.host() + ":" + address.port() + path))
                .timeout(timeout).header("Authorization", address.authorization())
                .header("Content-Type", "application/json");
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), parse(response.body()));
        } catch (IOException unreachable) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE,
                    "unable to perform an operation on node '" + address.node() + "' (" + address.host() + ":"
                            + address.port() + "): " + unreachable + "\nIs the node running?");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CtlFailure.error(CtlFailure.SOFTWARE, "interrupted");
        }
    }

    private static Object parse(byte[] body) {
        try {
            return body.length == 0 ? null : MAPPER.readValue(body, Object.class);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
