package io.volok.broker.stream;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.broker.queue.QueueTotals;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.TopicWork;
import io.volok.broker.vhost.WorkItem;
import io.volok.broker.vhost.WorkSettings;
import io.volok.broker.vhost.WorkSink;
import io.volok.broker.vhost.WorkVerdict;
import io.volok.codec.record.Decompressor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Works off a topic with the consumers of a queue: deals the records of all partitions out to them in turn. How far the
 * work has come is kept by the engine of Kafka's share groups. Owned by the virtual host's shard.
 */
final class SharedWork implements TopicWork {

    /** What is dealt out before other work of the shard has its turn. */
    private static final int RECORDS_PER_TURN = 256;
    /** How often consumers have it looked whether the topic has got more partitions, and whether it is there at last. */
    private static final long LOOK_EVERY_MS = 500;
    private static final long LOOK_FOR_TOPIC_EVERY_MS = 20;

    private final String topicName;
    private final QueueLetters letters;
    private final Shard home;
    private final Topics topics;
    private final Supplier<Decompressor> decompressors;
    private final SequencedSet<WorkSink> consumers = new LinkedHashSet<>();
    /** Those that may have credit, the next in turn first. */
    private final Deque<WorkSink> ring = new ArrayDeque<>();
    /** Those who want one record, and are told if there is none. */
    private final Deque<Getter> getters = new ArrayDeque<>();
    private final List<PartitionWork> parts = new ArrayList<>();
    private final QueueTotals totals = new QueueTotals();
    private WorkGroup group;
    private UUID topicId;
    private int generation;
    private int nextPart;
    private long unacked;
    private boolean turnPlanned;
    private boolean looking;
    private boolean singleActive;
    private boolean serving;

    SharedWork(String topicName, WorkGroup group, Shard home, Topics topics, Supplier<Decompressor> decompressors,
            QueueLetters letters) {
        this.topicName = topicName;
        this.group = group;
        this.home = home;
        this.topics = topics;
        this.decompressors = decompressors;
        this.letters = letters;
        follow();
        parts.forEach(PartitionWork::refresh);
    }

    @Override
    public void configure(WorkSettings settings) {
        group = group.with(settings);
        singleActive = settings.singleActive();
        group.shares().deadLetters(group.name(), settings.ownLetters() ? letters : null);
    }

    /** As which it works, under the settings in force. */
    WorkGroup group() {
        return group;
    }

    int generation() {
        return generation;
    }

    /** Partitions may have been added; the topic may be another one of the same name. */
    private void follow() {
        Topic topic = topics.image().byName(topicName);
        if (topic == null) {
            return;
        }
        if (!topic.id().equals(topicId)) {
            topicId = topic.id();
            generation++;
            parts.clear();
            unacked = 0;
        }
        List<Partition> there = topic.partitions();
        for (int i = parts.size(); i < there.size(); i++) {
            parts.add(new PartitionWork(there.get(i), this, home, decompressors.get()));
        }
    }

    /* ---- consumers ---- */

    @Override
    public void subscribe(WorkSink consumer) {
        consumers.add(consumer);
        if (isActive(consumer)) {
            ring.add(consumer);
        }
        planTurn();
        lookLater();
    }

    private void lookLater() {
        if (!looking && !consumers.isEmpty()) {
            looking = true;
            home.schedule(parts.isEmpty() ? LOOK_FOR_TOPIC_EVERY_MS : LOOK_EVERY_MS, this::look);
        }
    }

    private void look() {
        looking = false;
        int before = parts.size();
        follow();
        if (parts.size() > before) {
            planTurn();
        }
        lookLater();
    }

    @Override
    public void unsubscribe(WorkSink consumer) {
        ring.remove(consumer);
        if (!consumers.remove(consumer)) {
            return;
        }
        if (consumers.isEmpty()) {
            parts.forEach(PartitionWork::giveBack);
        } else if (singleActive) {
            resume(consumers.getFirst());
        }
    }

    @Override
    public void resume(WorkSink consumer) {
        if (isActive(consumer) && !ring.contains(consumer)) {
            ring.add(consumer);
            planTurn();
        }
    }

    @Override
    public int consumerCount() {
        return consumers.size();
    }

    @Override
    public boolean isActive(WorkSink consumer) {
        return singleActive ? !consumers.isEmpty() && consumers.getFirst() == consumer : consumers.contains(consumer);
    }

    @Override
    public boolean hasExclusiveConsumer() {
        return consumers.stream().anyMatch(WorkSink::exclusive);
    }

    /* ---- deliveries ---- */

    /** Something has arrived or somebody takes more: deal out when this batch of work is done. */
    void planTurn() {
        if (!turnPlanned && !ring.isEmpty()) {
            turnPlanned = true;
            home.afterBatch(Shard.Phase.DISPATCH, this::turn);
        }
    }

    private void turn() {
        turnPlanned = false;
        follow();
        int dealt = 0;
        while (dealt < RECORDS_PER_TURN) {
            WorkSink consumer = nextConsumer();
            if (consumer == null) {
                return;
            }
            boolean delivered = deliver(consumer);
            if (!consumers.contains(consumer)) {
                continue; // The topic was found to be gone, and with it the consumer.
            }
            if (!delivered) {
                ring.addFirst(consumer);
                return;
            }
            dealt++;
            ring.add(consumer);
        }
        // A new batch of work, and not a further round of this one: sockets shall be served in between.
        home.giveWay(this::planTurn);
    }

    /** Takes the next one with credit out of the ring; the others come back when they have some. */
    private WorkSink nextConsumer() {
        for (WorkSink next = ring.poll(); next != null; next = ring.poll()) {
            if (next.hasCredit()) {
                return next;
            }
        }
        return null;
    }

    /** Hands over one record, from the partitions in turn; asks for more where there is none. */
    private boolean deliver(WorkSink consumer) {
        for (int i = 0; i < parts.size(); i++) {
            PartitionWork part = parts.get(nextPart++ % parts.size());
            part.fetch(RECORDS_PER_TURN);
            WorkItem item = nextOf(part);
            if (item != null) {
                totals.countDelivery(consumer.acknowledges(), item.redelivered());
                handOver(item, part, consumer);
                return true;
            }
        }
        return false;
    }

    /** What there is next; what was fetched may be nothing but offsets that compaction has taken. */
    private static WorkItem nextOf(PartitionWork part) {
        WorkItem item = part.next();
        while (item == null && part.mayHaveMore()) {
            part.fetch(RECORDS_PER_TURN);
            item = part.next();
        }
        return item;
    }

    private void handOver(WorkItem item, PartitionWork part, WorkSink consumer) {
        unacked++;
        consumer.deliver(item, part.view());
        if (!consumer.acknowledges()) {
            conclude(item, WorkVerdict.DONE);
        }
    }

    /* ---- single records ---- */

    /** Somebody who wants one record. */
    private static final class Getter {

        private final WorkSink sink;
        private final Runnable none;
        private boolean asked;

        private Getter(WorkSink sink, Runnable none) {
            this.sink = sink;
            this.none = none;
        }
    }

    @Override
    public void get(WorkSink consumer, Runnable none) {
        follow();
        getters.add(new Getter(consumer, none));
        answered();
    }

    /** A partition has answered, perhaps in the call in which it was asked. */
    void answered() {
        if (serving || getters.isEmpty()) {
            return;
        }
        serving = true;
        while (!getters.isEmpty() && serve(getters.peek())) {
            getters.poll();
        }
        serving = false;
        if (getters.isEmpty() && consumers.isEmpty()) {
            parts.forEach(PartitionWork::giveBack);
        }
    }

    /** Whether somebody has got an answer; else partitions have to answer first. */
    private boolean serve(Getter getter) {
        if (!getter.sink.hasCredit()) {
            return true;
        }
        for (int i = 0; i < parts.size(); i++) {
            PartitionWork part = parts.get(nextPart++ % parts.size());
            if (!getter.asked) {
                part.ask(1);
            }
            WorkItem item = nextOf(part);
            if (item != null) {
                totals.countGet(getter.sink.acknowledges(), item.redelivered());
                handOver(item, part, getter.sink);
                return true;
            }
        }
        getter.asked = true;
        if (parts.stream().anyMatch(PartitionWork::isFetching)) {
            return false;
        }
        totals.countEmptyGet();
        getter.none.run();
        return true;
    }

    /* ---- what becomes of records ---- */

    @Override
    public void settle(WorkItem item, WorkVerdict verdict) {
        if (verdict == WorkVerdict.DONE) {
            totals.countAck();
        }
        conclude(item, verdict);
    }

    private void conclude(WorkItem item, WorkVerdict verdict) {
        if (item.generation() == generation && item.partition() < parts.size()) {
            unacked = Math.max(0, unacked - 1);
            parts.get(item.partition()).settle(item.era(), item.offset(), verdict);
        }
    }

    @Override
    public void whenKept(Consumer<Boolean> told) {
        if (parts.isEmpty()) {
            told.accept(true);
            return;
        }
        int[] left = {parts.size()};
        boolean[] all = {true};
        for (PartitionWork part : List.copyOf(parts)) {
            part.whenKept(kept -> {
                all[0] &= kept;
                if (--left[0] == 0) {
                    told.accept(all[0]);
                }
            });
        }
    }

    /* ---- the whole ---- */

    @Override
    public QueueTotals totals() {
        return totals;
    }

    @Override
    public long readyCount() {
        follow();
        long ready = 0;
        for (PartitionWork part : parts) {
            part.refresh();
            ready += part.readyThere() + part.left();
        }
        return ready;
    }

    @Override
    public long unackedCount() {
        long held = unacked;
        for (PartitionWork part : parts) {
            part.refresh();
            held += part.heldByOthers();
        }
        return held;
    }

    @Override
    public long purge() {
        long ready = readyCount();
        parts.forEach(PartitionWork::purge);
        return ready;
    }

    @Override
    public void delete() {
        group.shares().deadLetters(group.name(), null);
        parts.forEach(PartitionWork::delete);
        parts.clear();
        end();
    }

    /** The topic is gone. */
    void topicGone() {
        if (topics.image().byName(topicName) == null) {
            parts.clear();
            end();
        } else {
            follow();
            planTurn();
            answered();
        }
    }

    private void end() {
        ring.clear();
        List<WorkSink> ended = List.copyOf(consumers);
        consumers.clear();
        ended.forEach(WorkSink::ended);
        answered(); // Nothing.
    }
}
