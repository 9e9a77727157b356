package io.volok.broker.stream;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Which topic a stream is. In the virtual host {@code /} it is the topic of the same name. Streams of other virtual
 * hosts, and those whose names no topic can have, are topics under {@code vhost.}, escaped so that no two of them meet:
 *
 * <pre>
 *   /    orders       orders
 *   dev  orders       vhost.dev.orders
 *   dev  a.b          vhost.dev.a_2Eb
 *   /    my stream    vhost._2F.my_20stream
 * </pre>
 */
final class TopicNames {

    private static final String PREFIX = "vhost.";
    private static final String DEFAULT_VHOST = "/";

    private TopicNames() {
    }

    static String of(String vhost, String stream) {
        boolean plain = vhost.equals(DEFAULT_VHOST) && !stream.startsWith(PREFIX) && !stream.equals(".")
                && !stream.equals("..") && stream.chars().allMatch(c -> isLetterOrDigit(c) || ".-_".indexOf(c) >= 0);
        return plain ? stream : PREFIX + escaped(vhost) + '.' + escaped(stream);
    }

    private static String escaped(String name) {
        StringBuilder text = new StringBuilder(name.length() + 8);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isLetterOrDigit(b) || b == '-') {
                text.append((char) b);
            } else {
                text.append('_').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }

    private static boolean isLetterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
