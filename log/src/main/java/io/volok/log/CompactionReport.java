package io.volok.log;

/**
 * How a compaction pass ended.
 *
 * @param bytesBefore      bytes of the segments that were looked at
 * @param bytesAfter       bytes that are left of them
 * @param cleanedEndOffset records below have no duplicates by key any more
 * @param failure          why it was given up, null if it was not; the log is then as it was
 */
public record CompactionReport(long bytesBefore, long bytesAfter, long cleanedEndOffset, RuntimeException failure) {
}
