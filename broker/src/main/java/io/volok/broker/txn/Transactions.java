package io.volok.broker.txn;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.broker.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The transactions of this broker: finds the coordinator of a transactional id and asks it on its shard.
 *
 * <p>Any shard may call. Replies run on the coordinator's shard, perhaps in the call; who needs to be elsewhere posts
 * them on. The internal topic is created when it is first needed; until then nothing is known of any id.
 */
public final class Transactions {

    /** The topic in which transactions are kept. */
    public static final String TOPIC = "__transaction_state";
    /** The topic of committed offsets, which may take part in transactions. */
    public static final String OFFSETS_TOPIC = "__consumer_offsets";

    private final Topics topics;
    private final Markers offsetMarkers;
    private final ProducerIds freshIds;
    private final TxnConfig config;
    private volatile List<TransactionCoordinator> coordinators = List.of();
    private volatile Topic topic;
    /** This and what follows is touched on the first shard only. */
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<TransactionCoordinator> opened = new ArrayList<>();
    private boolean opening;

    /**
     * Makes the door; {@link #recover} opens it where there is something to recover.
     *
     * @param offsetMarkers writes markers to {@code __consumer_offsets}
     * @param freshIds gives producer ids that were never used
     */
    public Transactions(Topics topics, Markers offsetMarkers, ProducerIds freshIds, TxnConfig config) {
        this.topics = topics;
        this.offsetMarkers = offsetMarkers;
        this.freshIds = freshIds;
        this.config = config;
    }

    /** Carries on with what the log says, if there is one. Call it once when the shards run, on the first. */
    public void recover() {
        Topic there = topics.image().byName(TOPIC);
        if (there != null) {
            open(there);
        }
    }

    /** Creates the internal topic if it does not exist. */
    public void prepare() {
        whenOpen(() -> { });
    }

    /** Gives a producer the sole right to a transactional id. */
    public void init(String transactionalId, int timeoutMs, long knownId, short knownEpoch, Consumer<TxnReply> reply) {
        var wish = new InitRules.Wish(transactionalId, timeoutMs, knownId, knownEpoch);
        ask(transactionalId, coordinator -> coordinator.init(wish, reply));
    }

    /** Adds partitions to a producer's transaction, beginning it if none is open. */
    public void add(Member member, Set<TxnPartition> partitions, short clientVersion, Consumer<TxnReply> reply) {
        var wish = member.wish(partitions, clientVersion);
        ask(member.transactionalId(), coordinator -> coordinator.add(wish, reply));
    }

    /** Checks that partitions are in a producer's open transaction. */
    public void verify(Member member, Set<TxnPartition> partitions, Consumer<TxnReply> reply) {
        var wish = member.wish(partitions, Transaction.VERSION_0);
        ask(member.transactionalId(), coordinator -> coordinator.verify(wish, reply));
    }

    /** Commits or aborts. */
    public void end(Member member, boolean commit, short clientVersion, Consumer<TxnReply> reply) {
        var wish = new EndRules.Wish(
                member.transactionalId(), member.producerId(), member.producerEpoch(), commit, clientVersion);
        ask(member.transactionalId(), coordinator -> coordinator.end(wish, reply));
    }

    /** Tells what is known of an id: null if nothing is. */
    public void describe(String transactionalId, Consumer<Transaction> reply) {
        if (topic == null) { // Asking is no reason to create the topic.
            reply.accept(null);
        } else {
            ask(transactionalId, coordinator -> reply.accept(coordinator.describe(transactionalId)));
        }
    }

    /** Tells all ids; the reply runs on the first shard. */
    public void list(Consumer<List<Transaction>> reply) {
        List<TransactionCoordinator> all = coordinators;
        if (all.isEmpty()) {
            reply.accept(List.of());
            return;
        }
        Countdown<Transaction> gathering = new Countdown<>(all.size(), reply);
        for (int i = 0; i < all.size(); i++) {
            TransactionCoordinator coordinator = all.get(i);
            onShard(topic.partition(i).shard(), () -> {
                List<Transaction> part = coordinator.list();
                onShard(firstShard(), () -> gathering.add(part));
            });
        }
    }

    /** Which partition of the internal topic has the id: Kafka's rule. */
    public static int partitionFor(String transactionalId, int partitionCount) {
        return (transactionalId.hashCode() & Integer.MAX_VALUE) % partitionCount;
    }

    /**
     * Who acts in a transaction.
     *
     * @param transactionalId the id
     * @param producerId the producer's id
     * @param producerEpoch the producer's epoch
     */
    public record Member(String transactionalId, long producerId, short producerEpoch) {

        private PartitionRules.Wish wish(Set<TxnPartition> partitions, short clientVersion) {
            return new PartitionRules.Wish(transactionalId, producerId, producerEpoch, partitions, clientVersion);
        }
    }

    private void ask(String transactionalId, Consumer<TransactionCoordinator> question) {
        whenOpen(() -> {
            int index = partitionFor(transactionalId, coordinators.size());
            TransactionCoordinator coordinator = coordinators.get(index);
            onShard(topic.partition(index).shard(), () -> question.accept(coordinator));
        });
    }

    private void whenOpen(Runnable task) {
        if (!coordinators.isEmpty()) {
            task.run();
            return;
        }
        onShard(firstShard(), () -> {
            if (!coordinators.isEmpty()) {
                task.run();
                return;
            }
            waiting.add(task);
            if (!opening) {
                opening = true;
                create();
            }
        });
    }

    private void create() {
        Map<String, String> overrides = Map.of("cleanup.policy", "compact", "compression.type", "uncompressed",
                "segment.bytes", Integer.toString(config.logSegmentBytes()));
        topics.create(TOPIC, config.logPartitions(), overrides, outcome -> open(topics.image().byName(TOPIC)));
    }

    /** On the first shard. */
    private void open(Topic there) {
        opening = true;
        Countdown<TransactionCoordinator> recovered = new Countdown<>(there.partitionCount(), nothing -> opened());
        topic = there;
        for (Partition partition : there.partitions()) {
            Shard shard = partition.shard();
            TransactionCoordinator coordinator = new TransactionCoordinator(shard,
                    new PartitionTransactionLog(partition), new PartitionMarkers(shard, topics, offsetMarkers),
                    freshIds, config);
            opened.add(coordinator);
            onShard(shard, () -> {
                coordinator.recover();
                onShard(firstShard(), () -> recovered.add(List.of()));
            });
        }
    }

    private void opened() {
        coordinators = List.copyOf(opened);
        List<Runnable> tasks = List.copyOf(waiting);
        waiting.clear();
        tasks.forEach(Runnable::run);
    }

    private Shard firstShard() {
        return topics.shards().getFirst();
    }

    private static void onShard(Shard shard, Runnable task) {
        if (shard.isCurrent()) {
            task.run();
        } else {
            shard.execute(task);
        }
    }

    /** Collects the answers of several shards on the first. */
    private static final class Countdown<T> {
        private final Consumer<List<T>> then;
        private final List<T> all = new ArrayList<>();
        private int missing;

        Countdown(int missing, Consumer<List<T>> then) {
            this.missing = missing;
            this.then = then;
        }

        void add(List<T> part) {
            all.addAll(part);
            if (--missing == 0) {
                then.accept(all);
            }
        }
    }
}
