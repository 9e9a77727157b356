package io.volok.broker.partition;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Messages that were published into a partition during this batch of work and are not in its log yet. */
final class PendingMessages {

    private static final int KEPT_BYTES = 64 * 1024;

    private final BatchBuilder builder = new BatchBuilder();
    private List<Settlement> settlements = new ArrayList<>();
    private long[] tokens = new long[16];
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    int bytes() {
        return count == 0 ? 0 : builder.size();
    }

    void add(Message message, long nextOffset, long nowMs, Settlement settlement, long token) {
        if (count == 0) {
            builder.begin(nextOffset, nowMs);
        }
        builder.append(nowMs, message.array(), message.offset(), message.length());
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, count * 2);
        }
        settlements.add(settlement);
        tokens[count++] = token;
    }

    /** Completes the batch. */
    ByteBuffer finish(boolean logAppendTime) {
        if (logAppendTime) {
            builder.attributes(RecordBatch.LOG_APPEND_TIME);
        }
        builder.finish();
        return builder.toBuffer();
    }

    long lastOffset() {
        return builder.nextOffset() - 1;
    }

    long maxTimestamp() {
        return builder.maxTimestamp();
    }

    /** Empties this and hands over who is to be told about the messages. */
    Settling take() {
        Settling taken = new Settling(settlements, Arrays.copyOf(tokens, count));
        settlements = new ArrayList<>();
        count = 0;
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
