package io.volok.broker.queue;

import io.volok.broker.cursor.CursorFacts;
import io.volok.codec.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/** The messages of a lane that are taken out of turn, so that a restart finds them where they were. */
final class HeldMessages {

    private final Map<Long, Held> held = new TreeMap<>();
    private final Set<Long> unwritten = new HashSet<>();

    /** One of them; the handle is null until the replay has ended. */
    private record Held(Delivery delivery, Holding why, int bodySize) {
    }

    int size() {
        return held.size();
    }

    long bytes() {
        return held.values().stream().mapToLong(Held::bodySize).sum();
    }

    boolean contains(long offset) {
        return held.containsKey(offset);
    }

    /** Whether this very delivery is held. */
    boolean contains(Delivery delivery) {
        Held there = held.get(delivery.offset);
        return there != null && there.delivery == delivery;
    }

    void add(Delivery delivery, Holding why) {
        held.put(delivery.offset, new Held(delivery, why, delivery.bodySize));
        unwritten.add(delivery.offset);
    }

    void remove(Delivery delivery) {
        held.remove(delivery.offset);
        unwritten.remove(delivery.offset);
    }

    void clear() {
        held.clear();
        unwritten.clear();
    }

    /** The handles. */
    List<Delivery> deliveries() {
        return held.values().stream().map(Held::delivery).toList();
    }

    /* ---- facts ---- */

    boolean hasChanges() {
        return !unwritten.isEmpty();
    }

    /** Writes those that have come since the last time. */
    void writeChanges(ByteWriter out) {
        unwritten.forEach(offset -> write(out, offset, held.get(offset)));
        unwritten.clear();
    }

    void writeAll(ByteWriter out) {
        held.forEach((offset, one) -> write(out, offset, one));
        unwritten.clear();
    }

    private static void write(ByteWriter out, long offset, Held one) {
        CursorFacts.writeHeld(out, offset, one.why.kind(), one.why.timeMs(), one.why.failures(), one.bodySize);
    }

    void replayed(long offset, Holding why, int bodySize) {
        held.put(offset, new Held(null, why, bodySize));
    }

    /** Replay: this message has come back to its place. */
    void replayedReturn(long offset) {
        held.remove(offset);
    }

    /**
     * Ends the replay.
     *
     * @param stillTaken tells what is not done already
     * @param handles    makes a handle, given the offset
     */
    void recover(LongPredicate stillTaken, LongFunction<Delivery> handles) {
        held.keySet().removeIf(offset -> !stillTaken.test(offset));
        held.replaceAll((offset, one) -> new Held(handles.apply(offset), one.why, one.bodySize));
    }

    /** Size of the body of a message that is held. */
    int bodySize(long offset) {
        return held.get(offset).bodySize;
    }

    void forEach(BiConsumer<Delivery, Holding> visitor) {
        new ArrayList<>(held.values()).forEach(one -> visitor.accept(one.delivery, one.why));
    }
}
