package io.volok.server.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of Kafka's {@code listeners}.
 *
 * @param name as in {@code NAME://host:port}
 * @param address where it binds
 */
public record NamedListener(String name, ListenAddress address) {

    private static final String CONTROLLER = "CONTROLLER";

    /** Reads a list with commas. There is no controller to listen for, so its listener is passed over. */
    static List<NamedListener> parse(String text) {
        List<NamedListener> listeners = new ArrayList<>();
        for (String entry : text.split(",")) {
            String trimmed = entry.strip();
            int scheme = trimmed.indexOf("://");
            String name = scheme < 0 ? "PLAINTEXT" : trimmed.substring(0, scheme);
            if (!name.equals(CONTROLLER)) {
                listeners.add(new NamedListener(name, ListenAddress.parse(trimmed)));
            }
        }
        if (listeners.isEmpty()) {
            throw new IllegalArgumentException("write at least one NAME://host:port");
        }
        return List.copyOf(listeners);
    }
}
