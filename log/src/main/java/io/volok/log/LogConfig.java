package io.volok.log;

import java.util.Objects;

/**
 * How one log is cut into segments, kept, flushed and compacted. Immutable; {@link Log#configure} puts a changed one
 * in force.
 *
 * @param segments          when a segment is full
 * @param retention         what is kept
 * @param flush             when an append counts as durable
 * @param compaction        how keys are compacted
 * @param fileDeleteDelayMs how long a removed segment stays on disk for readers that still use it
 *                          (file.delete.delay.ms)
 */
public record LogConfig(Segments segments, Retention retention, Flush flush, Compaction compaction,
        long fileDeleteDelayMs) {

    /** Value for "no limit" of sizes and ages. */
    public static final long UNLIMITED = -1;

    /** Kafka's defaults, but nothing expires. */
    public static final LogConfig DEFAULT = new LogConfig(Segments.DEFAULT, Retention.FOREVER, Flush.OS,
            Compaction.OFF, 60_000);

    /** Checks the parts. */
    public LogConfig {
        Objects.requireNonNull(segments);
        Objects.requireNonNull(retention);
        Objects.requireNonNull(flush);
        Objects.requireNonNull(compaction);
    }

    /** The same with other segment settings. */
    public LogConfig withSegments(Segments changed) {
        return new LogConfig(changed, retention, flush, compaction, fileDeleteDelayMs);
    }

    /** The same with another segment size. */
    public LogConfig withSegmentBytes(int bytes) {
        return withSegments(new Segments(bytes, segments.ageMs, segments.jitterMs, segments.indexBytes,
                segments.indexIntervalBytes));
    }

    /** The same with another retention. */
    public LogConfig withRetention(Retention changed) {
        return new LogConfig(segments, changed, flush, compaction, fileDeleteDelayMs);
    }

    /** The same with other flush settings. */
    public LogConfig withFlush(Flush changed) {
        return new LogConfig(segments, retention, changed, compaction, fileDeleteDelayMs);
    }

    /** The same with the flush settings that stand for a durability. */
    public LogConfig withDurability(Durability durability) {
        return withFlush(durability == Durability.FSYNC ? Flush.FSYNC : Flush.OS);
    }

    /** The same with other compaction settings. */
    public LogConfig withCompaction(Compaction changed) {
        return new LogConfig(segments, retention, flush, changed, fileDeleteDelayMs);
    }

    /** The same with another delete delay. */
    public LogConfig withFileDeleteDelayMs(long changed) {
        return new LogConfig(segments, retention, flush, compaction, changed);
    }

    /** {@link Durability#FSYNC} if every append must be forced before it counts. */
    public Durability durability() {
        return flush.messages == 1 ? Durability.FSYNC : Durability.OS;
    }

    /**
     * When the open segment is closed and a new one begun.
     *
     * @param bytes              largest size (segment.bytes); one larger append gets a segment of its own
     * @param ageMs              largest span between the first timestamp and the one appended (segment.ms), or
     *                           unlimited
     * @param jitterMs           up to this much is taken off the age, differently per segment (segment.jitter.ms)
     * @param indexBytes         largest size of the offset index (segment.index.bytes)
     * @param indexIntervalBytes one index entry per so many bytes (index.interval.bytes)
     */
    public record Segments(int bytes, long ageMs, long jitterMs, int indexBytes, int indexIntervalBytes) {

        /** 1 GiB or seven days, an index entry each 4 KiB. */
        public static final Segments DEFAULT = new Segments(1 << 30, 7L * 24 * 3600 * 1000, 0, 10 << 20, 4096);

        /** Checks the ranges. */
        public Segments {
            if (bytes < 1 || indexBytes < OffsetIndex.ENTRY_BYTES || indexIntervalBytes < 0) {
                throw new IllegalArgumentException(
                        "Segment settings out of range: " + bytes + " bytes, index of " + indexBytes);
            }
        }
    }

    /**
     * What {@link Log#applyRetention} removes.
     *
     * @param bytes most bytes kept, or unlimited (retention.bytes)
     * @param ms    longest time kept, or unlimited (retention.ms)
     */
    public record Retention(long bytes, long ms) {

        /** Nothing is removed. */
        public static final Retention FOREVER = new Retention(UNLIMITED, UNLIMITED);
    }

    /**
     * When appended bytes are forced to the disk.
     *
     * @param messages after so many records (flush.messages); 1 means that every append waits for its force
     * @param ms       at the latest so long after an append (flush.ms), checked by {@link Log#tick}
     */
    public record Flush(long messages, long ms) {

        /** Left to the operating system. */
        public static final Flush OS = new Flush(Long.MAX_VALUE, Long.MAX_VALUE);

        /** Every append. */
        public static final Flush FSYNC = new Flush(1, Long.MAX_VALUE);
    }

    /**
     * How a compacted log is cleaned. Spans are in milliseconds.
     *
     * @param enabled           whether only the last record of a key is kept (cleanup.policy contains compact)
     * @param dirtyRatioMin     part of the log that must be uncleaned before a pass is worth it
     *                          (min.cleanable.dirty.ratio)
     * @param lagMsMin          a record stays as it is at least so long (min.compaction.lag.ms)
     * @param lagMsMax          after so long it must be cleaned whatever the ratio (max.compaction.lag.ms)
     * @param deleteRetentionMs how long a tombstone stays visible after cleaning (delete.retention.ms)
     */
    public record Compaction(boolean enabled, double dirtyRatioMin, long lagMsMin, long lagMsMax,
            long deleteRetentionMs) {

        /** Not compacted; the figures are Kafka's defaults. */
        public static final Compaction OFF = new Compaction(false, 0.5, 0, Long.MAX_VALUE, 24L * 3600 * 1000);

        /** Compacted with Kafka's default figures. */
        public static final Compaction ON = new Compaction(true, 0.5, 0, Long.MAX_VALUE, 24L * 3600 * 1000);
    }
}
