package io.volok.broker.commit;

/**
 * Where a share of a commit lies, or was to lie.
 *
 * @param place      whose log
 * @param baseOffset offset of its first record, which was the log's end before
 * @param endOffset  offset behind its last record
 */
public record Span(Place place, long baseOffset, long endOffset) {
}
