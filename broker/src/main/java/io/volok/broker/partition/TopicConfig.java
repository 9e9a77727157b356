package io.volok.broker.partition;

import io.volok.log.Durability;
import io.volok.log.LogConfig;
import java.util.List;
import java.util.Map;

/**
 * The settings of a topic that the broker acts on, parsed once; immutable.
 *
 * <p>Kafka's rule holds: what the topic sets wins over what the broker sets, and that over the built-in default. Values
 * were checked before they came here.
 */
public record TopicConfig(Retention retention, Segments segments, Cleaning cleaning, Messages messages, Flush flush) {

    /** What may be deleted. Negative means no limit. */
    public record Retention(boolean delete, long ms, long bytes) {
    }

    /** How segments are cut. */
    public record Segments(int bytes, long ms, long jitterMs, int indexBytes, int indexIntervalBytes,
                           long fileDeleteDelayMs) {
    }

    /** Compaction. */
    public record Cleaning(boolean compact, long deleteRetentionMs, long minLagMs, long maxLagMs, double dirtyRatio) {
    }

    /** What a batch must be like. */
    public record Messages(int maxBytes, int maxDecompressedBytes, String compressionType, int compressionLevel,
                           boolean logAppendTime, long beforeMaxMs, long afterMaxMs) {

        private static final int ALWAYS_OPENED_BYTES = 64 << 20;
        private static final int USUAL_RATIO = 8;

        /**
         * The most that a batch with so many bytes of compressed records may open to, since it is looked at as a whole. Far
         * above what real data compress to; it stops those that are made to exhaust memory.
         */
        public int maxOpenedBytes(int compressedBytes) {
            return Math.clamp((long) USUAL_RATIO * compressedBytes, ALWAYS_OPENED_BYTES, Integer.MAX_VALUE - 8);
        }
    }

    /** After how many messages or how much time a log is forced to disk. */
    public record Flush(long messages, long ms) {
    }

    /** Puts a topic's own settings over the broker's. */
    public static TopicConfig of(Map<String, String> overrides, Map<String, String> broker) {
        return new Reader(overrides, broker).read();
    }

    /** How the log of a partition has to behave. */
    LogConfig logConfig(Durability durability) {
        LogConfig.Flush forced = durability == Durability.FSYNC
                ? LogConfig.Flush.FSYNC : new LogConfig.Flush(flush.messages(), flush.ms());
        return new LogConfig(
                new LogConfig.Segments(segments.bytes(), segments.ms(), segments.jitterMs(), segments.indexBytes(),
                        segments.indexIntervalBytes()),
                retention.delete() ? new LogConfig.Retention(retention.bytes(), retention.ms())
                        : LogConfig.Retention.FOREVER,
                forced,
                new LogConfig.Compaction(cleaning.compact(), cleaning.dirtyRatio(), cleaning.minLagMs(),
                        cleaning.maxLagMs(), cleaning.deleteRetentionMs()),
                segments.fileDeleteDelayMs());
    }

    private record Reader(Map<String, String> overrides, Map<String, String> broker) {

        TopicConfig read() {
            List<String> policy = List.of(text(TopicKey.CLEANUP_POLICY).split("\\s*,\\s*"));
            return new TopicConfig(
                    new Retention(policy.contains("delete"), number(TopicKey.RETENTION_MS),
                            number(TopicKey.RETENTION_BYTES)),
                    segments(),
                    new Cleaning(policy.contains("compact"), number(TopicKey.DELETE_RETENTION_MS),
                            number(TopicKey.MIN_COMPACTION_LAG_MS), number(TopicKey.MAX_COMPACTION_LAG_MS),
                            Double.parseDouble(text(TopicKey.MIN_CLEANABLE_DIRTY_RATIO))),
                    messages(),
                    new Flush(number(TopicKey.FLUSH_MESSAGES), number(TopicKey.FLUSH_MS)));
        }

        private Segments segments() {
            return new Segments((int) number(TopicKey.SEGMENT_BYTES), number(TopicKey.SEGMENT_MS),
                    number(TopicKey.SEGMENT_JITTER_MS), (int) number(TopicKey.SEGMENT_INDEX_BYTES),
                    (int) number(TopicKey.INDEX_INTERVAL_BYTES),
                    number(TopicKey.FILE_DELETE_DELAY_MS));
        }

        private Messages messages() {
            String compression = text(TopicKey.COMPRESSION_TYPE);
            return new Messages((int) number(TopicKey.MAX_MESSAGE_BYTES),
                    (int) number(TopicKey.MAX_DECOMPRESSED_MESSAGE_BYTES), compression, level(compression),
                    text(TopicKey.MESSAGE_TIMESTAMP_TYPE).equals("LogAppendTime"),
                    number(TopicKey.MESSAGE_TIMESTAMP_BEFORE_MAX_MS), number(TopicKey.MESSAGE_TIMESTAMP_AFTER_MAX_MS));
        }

        private int level(String compression) {
            return switch (compression) {
                case "gzip" -> (int) number(TopicKey.COMPRESSION_GZIP_LEVEL);
                case "lz4" -> (int) number(TopicKey.COMPRESSION_LZ4_LEVEL);
                case "zstd" -> (int) number(TopicKey.COMPRESSION_ZSTD_LEVEL);
                default -> 0;
            };
        }

        private long number(TopicKey key) {
            return Long.parseLong(text(key));
        }

        private String text(TopicKey key) {
            String own = overrides.get(key.key());
            return (own == null ? key.defaultFrom(broker) : own).trim();
        }
    }
}
