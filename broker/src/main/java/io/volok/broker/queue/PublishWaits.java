package io.volok.broker.queue;

import io.volok.broker.message.Settlement;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Who waits for messages to be kept: the settlements of the batch being gathered, and of batches that are written but
 * not durable yet.
 */
final class PublishWaits {

    private static final int KEPT = 1024;

    private Settlement[] settlements = new Settlement[16];
    private long[] tokens = new long[16];
    private int size;
    private final ArrayDeque<Group> written = new ArrayDeque<>(2);

    /** Who waits for one batch that is written. */
    static final class Group {
        private final Settlement[] settlements;
        private final long[] tokens;

        private Group(Settlement[] settlements, long[] tokens) {
            this.settlements = settlements;
            this.tokens = tokens;
        }
    }

    void add(Settlement settlement, long token) {
        if (size == tokens.length) {
            settlements = Arrays.copyOf(settlements, size * 2);
            tokens = Arrays.copyOf(tokens, size * 2);
        }
        settlements[size] = settlement;
        tokens[size++] = token;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The batch is kept. */
    void acceptBatch() {
        for (int i = 0; i < size; i++) {
            settlements[i].accepted(tokens[i]);
        }
        reset();
    }

    /** The batch is lost. */
    void rejectBatch() {
        for (int i = 0; i < size; i++) {
            settlements[i].rejected(tokens[i]);
        }
        reset();
    }

    /** The batch is written; {@link #durable} follows once for each such call, mostly in order. */
    Group awaitBatch() {
        Group group = new Group(Arrays.copyOf(settlements, size), Arrays.copyOf(tokens, size));
        written.add(group);
        reset();
        return group;
    }

    /** A batch that was waiting is durable. Without effect if {@link #acceptAll} came before. */
    void durable(Group group) {
        if (written.remove(group)) {
            accept(group);
        }
    }

    /** The queue is gone, with everybody's consent: all are told that their message was taken. */
    void acceptAll() {
        for (Group group = written.poll(); group != null; group = written.poll()) {
            accept(group);
        }
        acceptBatch();
    }

    private static void accept(Group group) {
        for (int i = 0; i < group.tokens.length; i++) {
            group.settlements[i].accepted(group.tokens[i]);
        }
    }

    private void reset() {
        if (size > KEPT) {
            settlements = new Settlement[16];
            tokens = new long[16];
        } else {
            Arrays.fill(settlements, 0, size, null);
        }
        size = 0;
    }
}
