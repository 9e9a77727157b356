package io.volok.server.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The filter of a subscription: properties {@code filter.0}, {@code filter.1} and so on are the values wanted,
 * {@code match-unfiltered} says whether messages without a value are wanted too. A chunk is sent if one of its messages is
 * wanted; the client leaves out the others.
 */
final class ChunkFilter {

    private final List<ByteBuffer> wanted;
    private final boolean matchUnfiltered;

    private ChunkFilter(List<ByteBuffer> wanted, boolean matchUnfiltered) {
        this.wanted = wanted;
        this.matchUnfiltered = matchUnfiltered;
    }

    static ChunkFilter of(Map<String, String> properties) {
        List<ByteBuffer> wanted = new ArrayList<>();
        properties.forEach((key, value) -> {
            if (key.startsWith("filter.")) {
                wanted.add(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
            }
        });
        return new ChunkFilter(wanted, properties.getOrDefault("match-unfiltered", "false").equals("true"));
    }

    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** Whether a message with this value, null for none, is wanted. */
    boolean takes(ByteBuffer value) {
        return value == null ? matchUnfiltered : wanted.contains(value);
    }
}
