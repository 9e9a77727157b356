package io.volok.server.kafka.quota;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * To whom a quota applies: a user, a client id, both, or an address; each either named or the default for all that are not
 * named.
 *
 * @param parts name by type of part ({@code user}, {@code client-id}, {@code ip}); empty text is the default
 */
record QuotaEntity(Map<String, String> parts) {

    static final String USER = "user";
    static final String CLIENT = "client-id";
    static final String IP = "ip";
    static final Set<String> TYPES = Set.of(USER, CLIENT, IP);
    /** No user, client or address is called like this. */
    static final String DEFAULT = "";

    QuotaEntity {
        parts = Map.copyOf(parts);
    }

    static QuotaEntity user(String user) {
        return new QuotaEntity(Map.of(USER, user));
    }

    static QuotaEntity client(String client) {
        return new QuotaEntity(Map.of(CLIENT, client));
    }

    static QuotaEntity both(String user, String client) {
        return new QuotaEntity(Map.of(USER, user, CLIENT, client));
    }

    /** The entity as one text: {@code type=name&type=name}, in order of the types. */
    String encode() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(parts).forEach((type, name) -> text.append(text.isEmpty() ? "" : "&").append(type).append('=')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8)));
        return text.toString();
    }

    static QuotaEntity decode(String text) {
        Map<String, String> parts = new TreeMap<>();
        for (String part : text.split("&")) {
            int at = part.indexOf('=');
            parts.put(part.substring(0, at), URLDecoder.decode(part.substring(at + 1), StandardCharsets.UTF_8));
        }
        return new QuotaEntity(parts);
    }
}
