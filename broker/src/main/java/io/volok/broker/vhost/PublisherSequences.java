package io.volok.broker.vhost;

import java.util.Map;

/**
 * What named publishers have written to a part of a stream.
 *
 * @param last the greatest publishing id of each publisher
 * @param endOffset where the part ended
 */
public record PublisherSequences(Map<String, Long> last, long endOffset) {
}
