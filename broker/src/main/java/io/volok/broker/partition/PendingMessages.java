package io.volok.broker.partition;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Messages that were published into a partition during this batch of work and are not in its log yet. What belongs to a
 * commit may be longer than a batch should be; it is cut into several ({@link #seal}) that are written together.
 */
final class PendingMessages {

    private static final int KEPT_BYTES = 64 * 1024;

    private final BatchBuilder builder = new BatchBuilder();
    private List<Settlement> settlements = new ArrayList<>();
    private long[] tokens = new long[16];
    private int count;
    /** Finished batches that come before the one being built; null when there are none. */
    private ByteWriter sealed;
    private int sealedCount;
    private long sealedTimestamp = Long.MIN_VALUE;

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    boolean isOneBatch() {
        return sealed == null;
    }

    /** Bytes of the last batch. */
    int bytes() {
        return count == sealedCount ? 0 : builder.size();
    }

    void add(Message message, long nextOffset, long nowMs, Settlement settlement, long token) {
        if (count == sealedCount) {
            builder.begin(nextOffset + sealedCount, nowMs);
        }
        builder.append(nowMs, message.array(), message.offset(), message.length());
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, count * 2);
        }
        settlements.add(settlement);
        tokens[count++] = token;
    }

    /** Ends a batch; what follows goes into another one. */
    void seal(boolean logAppendTime) {
        finishBatch(logAppendTime);
        if (sealed == null) {
            sealed = new ByteWriter(2 * builder.size());
        }
        sealed.bytes(builder.array(), 0, builder.size());
        sealedCount = count;
        sealedTimestamp = Math.max(sealedTimestamp, builder.maxTimestamp());
    }

    private void finishBatch(boolean logAppendTime) {
        if (logAppendTime) {
            builder.attributes(RecordBatch.LOG_APPEND_TIME);
        }
        builder.finish();
    }

    /** Completes the bytes to write. */
    ByteBuffer finish(boolean logAppendTime) {
        if (sealed == null) {
            finishBatch(logAppendTime);
            return builder.toBuffer();
        }
        if (count > sealedCount) {
            seal(logAppendTime);
        }
        return sealed.toBuffer();
    }

    long maxTimestamp() {
        return sealed == null ? builder.maxTimestamp() : sealedTimestamp;
    }

    /** Empties this and hands over who is to be told about the messages. */
    Settling take() {
        Settling taken = new Settling(settlements, Arrays.copyOf(tokens, count));
        settlements = new ArrayList<>();
        count = 0;
        sealed = null;
        sealedCount = 0;
        sealedTimestamp = Long.MIN_VALUE;
        builder.trim(KEPT_BYTES);
        return taken;
    }

    /** Publishers that wait for the outcome of one batch. */
    record Settling(List<Settlement> settlements, long[] tokens) {

        void accept() {
            for (int i = 0; i < tokens.length; i++) {
                if (settlements.get(i) != null) {
                    settlements.get(i).accepted(tokens[i]);
                }
            }
        }

        void reject() {
            for (int i = 0; i < tokens.length; i++) {
                if (settlements.get(i) != null) {
                    settlements.get(i).rejected(tokens[i]);
                }
            }
        }
    }
}
