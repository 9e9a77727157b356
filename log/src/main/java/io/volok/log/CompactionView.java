package io.volok.log;

import java.util.List;

/**
 * What the owner of a log knows about producers and transactions and a compaction pass has to respect. Taken on the
 * owner, read on the background thread: it must not change.
 */
public interface CompactionView {

    /** A log that has neither transactions nor idempotent producers. */
    CompactionView PLAIN = new CompactionView() {
        @Override
        public long stableEndOffset() {
            return Long.MAX_VALUE;
        }

        @Override
        public List<AbortedTransaction> aborted(long fromOffset, long toOffset) {
            return List.of();
        }

        @Override
        public boolean isLastOfProducer(long producerId, short producerEpoch, long lastOffset, boolean control) {
            return false;
        }
    };

    /** Nothing at or above this offset is compacted: transactions there are still open (last stable offset). */
    long stableEndOffset();

    /** Aborted transactions that have records in a range, by ascending first offset. */
    List<AbortedTransaction> aborted(long fromOffset, long toOffset);

    /**
     * Whether a batch is what a producer's state is rebuilt from: its header is then kept, even if no record of it is.
     *
     * @param lastOffset the batch's last offset
     * @param control    whether the batch is a transaction marker
     */
    boolean isLastOfProducer(long producerId, short producerEpoch, long lastOffset, boolean control);

    /**
     * A transaction whose records nobody may read.
     *
     * @param producerId  who wrote it
     * @param firstOffset offset of its first record
     * @param lastOffset  offset of its marker
     */
    record AbortedTransaction(long producerId, long firstOffset, long lastOffset) {
    }
}
