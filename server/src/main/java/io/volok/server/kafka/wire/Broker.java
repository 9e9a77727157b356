package io.volok.server.kafka.wire;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.Node;

/**
 * This broker, as clients see it.
 *
 * @param rack       where it stands, or null
 * @param advertised where clients of a listener are sent, by the listener's name; a listener that is missing sends its
 *                   clients to the address at which they reached it
 */
public record Broker(int id, String clusterId, String rack, Map<String, InetSocketAddress> advertised) {

    private static final Pattern ENDPOINT = Pattern.compile("(\\w+)://\\[?(.*?)\\]?:(\\d+)");

    public Broker {
        advertised = Map.copyOf(advertised);
    }

    /**
     * Reads {@code advertised.listeners}: {@code NAME://host:port,...}.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static Map<String, InetSocketAddress> parseListeners(String text) {
        Map<String, InetSocketAddress> listeners = new HashMap<>();
        for (String each : text.split(",")) {
            if (each.isBlank()) {
                continue;
            }
            Matcher matcher = ENDPOINT.matcher(each.trim());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + each + "' is not NAME://host:port");
            }
            listeners.put(matcher.group(1),
                    InetSocketAddress.createUnresolved(matcher.group(2), Integer.parseInt(matcher.group(3))));
        }
        return listeners;
    }

    /** This broker for the client of a connection. */
    public Node nodeFor(KafkaSession session) {
        InetSocketAddress address = advertised.get(session.peer().listener().value());
        if (address != null) {
            return new Node(id, address.getHostString(), address.getPort(), rack);
        }
        InetSocketAddress local = session.localAddress();
        return new Node(id, local.getAddress().getHostAddress(), local.getPort(), rack);
    }
}
