package io.volok.broker.queue;

import io.volok.broker.shard.Shard;
import io.volok.codec.bytes.ByteWriter;
import java.util.List;

/**
 * When a queue does its work: once per batch of the shard's work, however much came; or at once when somebody looks.
 *
 * <pre>
 *   APPEND    messages that came are written, their publishers are told
 *   DISPATCH  messages are delivered; what is too much or too old is dropped; what has happened becomes facts; memory
 *             and disk space are given back
 * </pre>
 */
final class WorkCycle {

    private final Queue queue;
    private final Shard shard;
    private final QueueFacts facts;
    private final MemoryBudget budget;
    private final Lanes lanes;
    private final Dispatcher dispatcher;
    private final LengthLimit limit;
    private final MessageExpiry expiry;
    private final Runnable append = this::append;
    private final Runnable dispatch = this::dispatch;
    private boolean appendScheduled;
    private boolean dispatchScheduled;
    private boolean stopped;

    WorkCycle(Queue queue, QueueContext context, Lanes lanes, Dispatcher dispatcher, LengthLimit limit,
            MessageExpiry expiry) {
        this.queue = queue;
        this.shard = context.shard();
        this.facts = context.facts();
        this.budget = context.budget();
        this.lanes = lanes;
        this.dispatcher = dispatcher;
        this.limit = limit;
        this.expiry = expiry;
    }

    /** Messages have come. */
    void appendLater() {
        if (!appendScheduled && !stopped) {
            appendScheduled = true;
            shard.afterBatch(Shard.Phase.APPEND, append);
        }
    }

    /** There may be something to deliver or to note. */
    void dispatchLater() {
        if (!dispatchScheduled && !stopped) {
            dispatchScheduled = true;
            shard.afterBatch(Shard.Phase.DISPATCH, dispatch);
        }
    }

    /** Does at once what was left for the end of the batch. */
    void now() {
        if ((appendScheduled || dispatchScheduled) && !stopped && !dispatcher.isRunning()) {
            lanes.flush();
            work();
        }
    }

    /** Nothing is done any more. */
    void stop() {
        stopped = true;
    }

    private void append() {
        appendScheduled = false;
        if (!stopped) {
            lanes.flush();
            dispatchLater();
        }
    }

    private void dispatch() {
        dispatchScheduled = false;
        if (!stopped) {
            work();
        }
    }

    private void work() {
        List<Lane> all = lanes.all();
        boolean finished = dispatcher.run();
        if (finished) {
            all.forEach(Lane::staled);
        } else {
            shard.giveWay(this::dispatchLater);
        }
        long now = shard.nowMs();
        limit.enforce(now);
        expiry.expireHeads(all);
        for (int i = 0; i < all.size(); i++) {
            Lane lane = all.get(i);
            writeChanges(lane);
            lane.tidy(budget.isShort());
            lane.trim(now, queue.settings().retention().ackedMs());
        }
        queue.tellReaders();
    }

    /** Writes everything that a lane's facts amount to. */
    void writeAll(Lane lane) {
        if (queue.spec().durable()) {
            ByteWriter out = budget.scratch();
            lane.writeAll(out);
            facts.append(queue.spec().id(), out.array(), 0, out.size());
        }
    }

    /** Writes that deliveries of a lane are done, ahead of it. */
    void writeDone(Lane lane, List<Delivery> deliveries) {
        long[] offsets = deliveries.stream().mapToLong(delivery -> delivery.offset).sorted().toArray();
        long bodyBytes = deliveries.stream().mapToLong(Delivery::bodySize).sum();
        ByteWriter out = budget.scratch();
        lane.writeDone(out, offsets, bodyBytes);
        facts.append(queue.spec().id(), out.array(), 0, out.size());
    }

    /** Writes what has happened in a lane since the last time. */
    void writeChanges(Lane lane) {
        if (queue.spec().durable()) {
            ByteWriter out = budget.scratch();
            if (lane.writeChanges(out)) {
                facts.append(queue.spec().id(), out.array(), 0, out.size());
            }
        }
    }
}
