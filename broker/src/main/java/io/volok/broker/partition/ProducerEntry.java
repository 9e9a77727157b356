package io.volok.broker.partition;

import java.nio.ByteBuffer;

/**
 * What a partition remembers of one idempotent producer: its epoch and its last five batches, so that a retry of any of
 * them is recognised.
 *
 * <pre>
 *   producerId int64 | epoch int16 | coordinatorEpoch int32 | lastTimestamp int64 | txnFirstOffset int64 | count int8
 *   count x: firstSequence int32 | lastSequence int32 | baseOffset int64 | lastOffset int64 | timestamp int64
 * </pre>
 */
final class ProducerEntry {

    static final int REMEMBERED = 5;
    static final short NO_EPOCH = -1;
    static final int NO_SEQUENCE = -1;
    static final long NO_OFFSET = -1;
    private static final int FIXED_BYTES = 31;
    private static final int BATCH_BYTES = 32;

    final long producerId;
    private short epoch = NO_EPOCH;
    private int coordinatorEpoch = -1;
    private long lastTimestampMs = -1;
    private long txnFirstOffset = NO_OFFSET;
    private final Batch[] batches = new Batch[REMEMBERED];
    private int count;

    /** One batch in the log; sequences and offsets inclusive. */
    record Batch(int firstSequence, int lastSequence, long baseOffset, long lastOffset, long timestampMs) {
    }

    ProducerEntry(long producerId) {
        this.producerId = producerId;
    }

    short epoch() {
        return epoch;
    }

    int coordinatorEpoch() {
        return coordinatorEpoch;
    }

    long lastTimestampMs() {
        return lastTimestampMs;
    }

    /** Where the producer's open transaction starts in this partition, or {@link #NO_OFFSET}. */
    long txnFirstOffset() {
        return txnFirstOffset;
    }

    /** The last sequence number in this epoch, or {@link #NO_SEQUENCE}. */
    int lastSequence() {
        return count == 0 ? NO_SEQUENCE : batches[count - 1].lastSequence();
    }

    long lastOffset() {
        return count == 0 ? NO_OFFSET : batches[count - 1].lastOffset();
    }

    /** The remembered batch with exactly these sequence numbers in the present epoch, or null. */
    Batch find(ProducedBatch wanted) {
        if (wanted.epoch() != epoch) {
            return null;
        }
        for (int i = 0; i < count; i++) {
            Batch batch = batches[i];
            if (batch.firstSequence() == wanted.firstSequence() && batch.lastSequence() == wanted.lastSequence()) {
                return batch;
            }
        }
        return null;
    }

    void appended(ProducedBatch batch, long baseOffset, long lastOffset, long timestampMs) {
        moveTo(batch.epoch());
        if (count == REMEMBERED) {
            System.arraycopy(batches, 1, batches, 0, --count);
        }
        batches[count++] = new Batch(batch.firstSequence(), batch.lastSequence(), baseOffset, lastOffset,
                timestampMs);
        lastTimestampMs = timestampMs;
        if (batch.transactional() && txnFirstOffset == NO_OFFSET) {
            txnFirstOffset = baseOffset;
        }
    }

    /** A transaction marker ends what was open. */
    void ended(short newEpoch, int newCoordinatorEpoch, long timestampMs) {
        moveTo(newEpoch);
        coordinatorEpoch = newCoordinatorEpoch;
        lastTimestampMs = timestampMs;
        txnFirstOffset = NO_OFFSET;
    }

    /** An epoch begins of which no record is known. */
    void fenced(short newEpoch, long timestampMs) {
        moveTo(newEpoch);
        lastTimestampMs = timestampMs;
    }

    private void moveTo(short newEpoch) {
        if (newEpoch != epoch) {
            epoch = newEpoch;
            count = 0;
        }
    }

    int encodedBytes() {
        return FIXED_BYTES + count * BATCH_BYTES;
    }

    void write(ByteBuffer out) {
        out.putLong(producerId).putShort(epoch).putInt(coordinatorEpoch).putLong(lastTimestampMs)
                .putLong(txnFirstOffset).put((byte) count);
        for (int i = 0; i < count; i++) {
            Batch batch = batches[i];
            out.putInt(batch.firstSequence()).putInt(batch.lastSequence()).putLong(batch.baseOffset())
                    .putLong(batch.lastOffset()).putLong(batch.timestampMs());
        }
    }

    static ProducerEntry read(ByteBuffer in) {
        ProducerEntry entry = new ProducerEntry(in.getLong());
        entry.epoch = in.getShort();
        entry.coordinatorEpoch = in.getInt();
        entry.lastTimestampMs = in.getLong();
        entry.txnFirstOffset = in.getLong();
        entry.count = in.get();
        for (int i = 0; i < entry.count; i++) {
            entry.batches[i] = new Batch(in.getInt(), in.getInt(), in.getLong(), in.getLong(), in.getLong());
        }
        return entry;
    }
}
