package io.volok.broker.queue;

import io.volok.broker.commit.Gathering;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.shard.Shard;

import java.util.Collections;
import java.util.List;

/**
 * A queue: what its virtual host and its sessions call.
 *
 * <p>Life: made, {@link #replay} for each of its facts, {@link #start}, used, and {@link #delete} or {@link #close}.
 * Work is done in batches: what is enqueued is appended in {@link Shard.Phase#APPEND} and delivered in {@link
 * Shard.Phase#DISPATCH}; counts always include what is not appended yet.
 */
public final class Queue {

    /** A batch that has grown so large is written at once. */
    private static final int BATCH_BYTES = 1 << 20;

    private final QueueSpec spec;
    private final Shard shard;
    private final Lanes lanes;
    private final Histories histories = new Histories();
    private final ConsumerRing ring;
    private final Graveyard graveyard;
    private final Returns returns;
    private final MessageExpiry expiry;
    private final LengthLimit limit;
    private final QueueLifetime lifetime;
    private final ConsumerTimeouts timeouts;
    private final Dispatcher dispatcher;
    private final WorkCycle cycle;
    private final QueueTotals totals = new QueueTotals();
    private QueueSettings settings;

    /** A queue whose state has yet to be replayed; nothing else may be called before {@link #start}. */
    public Queue(QueueSpec spec, QueueSettings settings, QueueContext context) {
        this.spec = spec;
        this.settings = settings;
        this.shard = context.shard();
        this.ring = new ConsumerRing(spec);
        this.graveyard = new Graveyard(this, context);
        this.returns = new Returns(this, shard, graveyard);
        this.expiry = new MessageExpiry(this, shard, graveyard);
        this.lifetime = new QueueLifetime(this, context);
        this.timeouts = new ConsumerTimeouts(this, shard);
        this.lanes = new Lanes(this, context);
        this.limit = new LengthLimit(this, lanes, graveyard);
        this.dispatcher = new Dispatcher(this, lanes, ring, graveyard, expiry, timeouts, shard);
        this.cycle = new WorkCycle(this, context, lanes, dispatcher, limit, expiry);
    }

    /* ---- recovery ---- */

    /** Applies one entry that this queue gave to {@link QueueFacts} in an earlier run; in order. */
    public void replay(byte[] entry, int offset, int length) {
        lanes.of(entry[offset] & 0xFF).replay(entry, offset + 1, length - 1);
    }

    /** Ends the replay and puts the queue to work. Also needed for a new queue. */
    public void start() {
        for (Lane lane : lanes.all()) {
            if (!lane.recover()) {
                cycle.writeAll(lane);
            }
            lane.held().forEach(this::holdOn);
        }
        lifetime.touch();
        cycle.dispatchLater();
    }

    private void holdOn(Delivery delivery, Holding why) {
        if (why.reason() != null) {
            graveyard.resume(delivery, why);
        } else {
            returns.comeBackAt(why.timeMs(), delivery, why.failed());
        }
    }

    /** Writes everything that its facts amount to now, as one or more entries, so that all earlier entries can go. */
    public void snapshot() {
        lanes.all().forEach(cycle::writeAll);
    }

    /* ---- what it is ---- */

    /** What it is for life. */
    public QueueSpec spec() {
        return spec;
    }

    /** Its name in the virtual host. */
    public String name() {
        return spec.name();
    }

    /** The settings in force. */
    public QueueSettings settings() {
        return settings;
    }

    /** Puts other settings in force (a policy has changed). */
    public void reconfigure(QueueSettings changed) {
        settings = changed;
        lifetime.rearm();
        timeouts.watchAll();
        cycle.dispatchLater();
    }

    /** Messages that could be delivered now. */
    public long readyCount() {
        return lanes.sum(Lane::readyCount);
    }

    /** Messages that were delivered and are not settled. */
    public long unackedCount() {
        return lanes.sum(Lane::unackedCount);
    }

    /** Messages that wait for a delayed retry, or for the confirmation of their dead letter. */
    public long heldCount() {
        return lanes.sum(Lane::heldCount);
    }

    /** All messages. */
    public long messageCount() {
        return readyCount() + unackedCount() + heldCount();
    }

    /** Bytes of the bodies of ready messages. */
    public long readyBytes() {
        return lanes.sum(lane -> lane.sizes().ready());
    }

    /** Bytes of the bodies of messages counted in {@link #heldCount}. */
    public long heldBytes() {
        return lanes.sum(lane -> lane.sizes().held());
    }

    /** Bytes of the bodies of unacknowledged messages. */
    public long unackedBytes() {
        return lanes.sum(lane -> lane.sizes().unacked());
    }

    /** Bytes of memory that its newest messages take. */
    public long memoryBytes() {
        return lanes.sum(Lane::memoryBytes);
    }

    /** Totals since the start of the broker. */
    public QueueTotals totals() {
        return totals;
    }

    /** How many consumers there are. */
    public int consumerCount() {
        return ring.all().size();
    }

    /** The consumers, in the order in which they came; a view. */
    public List<Consumer> consumers() {
        return Collections.unmodifiableList(ring.all());
    }

    /** Whether a consumer wants to be alone, so that no other can come. */
    public boolean hasExclusiveConsumer() {
        return ring.hasExclusive();
    }

    boolean isActive(Consumer consumer) {
        return ring.isActive(consumer);
    }

    /* ---- messages in ---- */

    /**
     * Takes a message; its bytes are copied. It may be refused because the queue is full.
     *
     * @param settlement told once, during this call or later, what became of it; null when nobody asks
     * @param token      handed to the settlement
     */
    public void enqueue(Message message, Settlement settlement, long token) {
        if (limit.refuses(message.bodySize()) && !makeRoom(message.bodySize())) {
            refuse(message, settlement, token);
            return;
        }
        Lane lane = add(message, settlement, token);
        if (lane.pendingBytes() > BATCH_BYTES) {
            lane.flush();
            cycle.dispatchLater();
        } else {
            cycle.appendLater();
        }
    }

    /**
     * As {@link #enqueue}, for a commit: nothing is written or delivered before all of the commit is there. A full queue
     * for which somebody waits takes all of it.
     */
    public void enqueue(Message message, Settlement settlement, long token, Gathering commit) {
        if (limit.refuses(message.bodySize()) && (dispatcher.isRunning() || !dispatcher.hasTaker())) {
            refuse(message, settlement, token);
            return;
        }
        Lane lane = add(message, settlement, token);
        cycle.appendLater();
        if (spec.durable()) {
            if (lane.pendingBytes() > BATCH_BYTES) {
                lane.seal();
            }
            commit.add(lane.share(), message.length());
        }
    }

    private Lane add(Message message, Settlement settlement, long token) {
        Lane lane = lanes.of(spec.levelOf(message.priority()));
        lane.add(message, shard.nowMs(), settlement, token);
        totals.published++;
        return lane;
    }

    /** A full queue with consumers may be full only because nothing was delivered yet in this batch of work. */
    private boolean makeRoom(int bodySize) {
        if (dispatcher.isRunning() || !dispatcher.hasTaker()) {
            return false;
        }
        lanes.flush();
        dispatcher.run();
        cycle.dispatchLater();
        return !limit.refuses(bodySize);
    }

    private void refuse(Message message, Settlement settlement, long token) {
        if (settings.limits().overflow() == Overflow.REJECT_PUBLISH_DLX) {
            graveyard.turnAway(message, DeathReason.MAXLEN);
        }
        if (settlement != null) {
            settlement.rejected(token);
        }
    }

    /* ---- messages out ---- */

    /**
     * Adds a consumer; deliveries begin when the batch ends. The caller has checked {@link #hasExclusiveConsumer} and,
     * for an exclusive one, {@link #consumerCount}.
     */
    public Consumer subscribe(ConsumerSpec wishes, DeliverySink sink) {
        if (ring.hasExclusive() || wishes.exclusive() && !ring.isEmpty()) {
            throw new IllegalStateException("exclusive consumer on " + name());
        }
        Consumer consumer = new Consumer(this, wishes, sink);
        ring.add(consumer);
        lifetime.touch();
        cycle.dispatchLater();
        return consumer;
    }

    /**
     * Removes a consumer. What it holds stays with its session, which settles it or gives it back. May delete an
     * auto-delete queue during the call. Without effect for a consumer that is gone already.
     */
    public void unsubscribe(Consumer consumer) {
        drop(consumer);
        timeouts.watch(consumer);
    }

    void drop(Consumer consumer) {
        if (ring.remove(consumer)) {
            cycle.dispatchLater();
            lifetime.consumerLeft();
        }
    }

    /**
     * Delivers the next ready message to the sink during the call.
     *
     * @param noAck whether it is settled at once
     * @return its handle, or null when the queue is empty
     */
    public Delivery get(boolean noAck, DeliverySink sink) {
        touch();
        cycle.dispatchLater();
        Delivery got = dispatcher.deliverOne(noAck, sink);
        totals.gotEmpty += got == null ? 1 : 0;
        return got;
    }

    /** The message is done. This and its like do nothing for a delivery that is settled, or whose queue is gone. */
    public void ack(Delivery delivery) {
        if (delivery.settleOnce()) {
            delivery.lane.settle(delivery);
            totals.acknowledged++;
            letGo(delivery);
        }
    }

    /**
     * Notes that deliveries of a durable queue are done, ahead of {@link #ack}, which must follow if the note is kept.
     * Those that are settled already are left out.
     */
    public void noteDone(List<Delivery> deliveries) {
        for (Lane lane : lanes.all()) {
            List<Delivery> done = deliveries.stream()
                    .filter(delivery -> delivery.lane == lane && !delivery.isSettled()).toList();
            if (!done.isEmpty()) {
                cycle.writeDone(lane, done);
            }
        }
    }

    /** Notes what has happened so far, which is else done at the end of the batch of work. */
    public void noteChanges() {
        lanes.all().forEach(cycle::writeChanges);
    }

    /**
     * The message goes back to its place in the queue.
     *
     * @param failed whether that counts towards the delivery limit of a quorum queue: yes for {@code basic.reject} and
     *               for a channel or connection that ended, no for {@code basic.nack} and {@code basic.recover}
     *               (RabbitMQ 4.3)
     */
    public void requeue(Delivery delivery, boolean failed) {
        if (delivery.settleOnce()) {
            returns.comeBack(delivery, failed);
            letGo(delivery);
        }
    }

    /**
     * {@code basic.reject} without requeue: the message is dead-lettered with reason {@code rejected}, or dropped when
     * there is no dead-letter exchange. The delivery counts as failed.
     */
    public void reject(Delivery delivery) {
        discard(delivery, true);
    }

    /** {@code basic.nack} without requeue: as {@link #reject}, but the delivery does not count as failed. */
    public void discard(Delivery delivery) {
        discard(delivery, false);
    }

    private void discard(Delivery delivery, boolean failed) {
        if (delivery.settleOnce()) {
            graveyard.bury(delivery, DeathReason.REJECTED, failed);
            letGo(delivery);
        }
    }

    private void letGo(Delivery delivery) {
        Consumer consumer = delivery.consumer;
        if (consumer != null) {
            consumer.lets(delivery);
            if (consumer.isGone() && consumer.unackedCount() == 0) {
                timeouts.forget(consumer);
            }
            ring.ready(consumer);
        }
        cycle.dispatchLater();
    }

    void consumerReady(Consumer consumer) {
        ring.ready(consumer);
        cycle.dispatchLater();
    }

    /** Something inside has changed, so that there may be something to deliver or to write. */
    void changed() {
        cycle.dispatchLater();
    }

    /* ---- the whole ---- */

    /** Drops all ready and held messages; returns how many there were. They are not dead-lettered. */
    public long purge() {
        touch();
        long purged = lanes.sum(Lane::purge);
        totals.dropped += purged;
        cycle.dispatchLater();
        return purged;
    }

    /**
     * Somebody uses the queue, or wants to see it: its {@code x-expires} begins anew, and what was published before in
     * this batch of work is delivered, counted and dropped as if the batch had ended. Getting and purging do that by
     * themselves.
     */
    public void touch() {
        lifetime.touch();
        cycle.now();
    }

    /** Reads what is kept from an offset on, acknowledged or not, and goes on with what comes. Takes nothing. */
    public QueueHistory historyFrom(long offset, QueueHistory.Sink sink) {
        return history(sink, lane -> offset);
    }

    /** As {@link #historyFrom}, from a time on. */
    public QueueHistory historyFromTime(long timestampMs, QueueHistory.Sink sink) {
        return history(sink, lane -> lane.offsetAtTime(timestampMs));
    }

    /** As {@link #historyFrom}, from some messages before the end on. */
    public QueueHistory historyFromEnd(int messages, QueueHistory.Sink sink) {
        return history(sink, lane -> lane.writtenEnd() - messages);
    }

    private QueueHistory history(QueueHistory.Sink sink, QueueHistory.Start start) {
        touch();
        return histories.add(new QueueHistory(lanes, shard, sink, start));
    }

    /** Those who read the history learn that it has grown. */
    void tellReaders() {
        histories.grown();
    }

    /** Moves the cursor to an offset or to the start of what is kept; what was delivered before comes again. */
    public void seek(long offset) {
        lanes.all().forEach(lane -> lane.seek(offset));
        sought();
    }

    /** As {@link #seek}, to the first message that was enqueued at or after a time. */
    public void seekToTime(long timestampMs) {
        lanes.all().forEach(lane -> lane.seek(lane.offsetAtTime(timestampMs)));
        sought();
    }

    private void sought() {
        for (Consumer consumer : ring.all()) {
            consumer.letsAll();
            ring.ready(consumer);
        }
        timeouts.forgetAll();
        snapshot();
        cycle.dispatchLater();
    }

    /** Cancels the consumers, drops all messages and removes everything from storage; returns how many were ready. */
    public long delete() {
        touch();
        long ready = readyCount();
        stop();
        lanes.all().forEach(Lane::delete);
        histories.end();
        for (Consumer consumer : List.copyOf(ring.all())) {
            ring.remove(consumer);
            consumer.sink().cancelled(consumer, DeliverySink.CancelReason.QUEUE_DELETED);
        }
        return ready;
    }

    /** Writes what is pending and lets go of the storage; for an orderly stop. */
    public void close() {
        stop();
        for (Lane lane : lanes.all()) {
            lane.flush();
            cycle.writeChanges(lane);
            lane.close();
        }
    }

    private void stop() {
        cycle.stop();
        returns.stop();
        graveyard.stop();
        expiry.stop();
        timeouts.stop();
        lifetime.stop();
    }
}
