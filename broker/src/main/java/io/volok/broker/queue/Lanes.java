package io.volok.broker.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The lanes of one queue, highest level first. A lane is made when the first message of its level comes. */
final class Lanes {

    private final Queue queue;
    private final LaneLogs logs;
    private final MemoryBudget budget;
    private final List<Lane> lanes = new ArrayList<>(1);

    Lanes(Queue queue, QueueContext context) {
        this.queue = queue;
        this.logs = context.logs();
        this.budget = context.budget();
        for (int level : logs.existing()) {
            of(level);
        }
    }

    /** The lanes there are, highest level first. */
    List<Lane> all() {
        return lanes;
    }

    /** The lane of this level. */
    Lane of(int level) {
        int at = 0;
        while (at < lanes.size() && lanes.get(at).level() > level) {
            at++;
        }
        if (at == lanes.size() || lanes.get(at).level() != level) {
            lanes.add(at, new Lane(queue, level, logs.open(level), budget));
        }
        return lanes.get(at);
    }

    /** The lane from which the next message comes, null when there is none that is written. */
    Lane highest() {
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).hasHead()) {
                return lanes.get(i);
            }
        }
        return null;
    }

    void flush() {
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).flush();
        }
    }

    long sum(ToLongFunction<Lane> what) {
        long sum = 0;
        for (int i = 0; i < lanes.size(); i++) {
            sum += what.applyAsLong(lanes.get(i));
        }
        return sum;
    }
}
