package io.volok.broker.queue;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.shard.ManualShard;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.MessageView;
import io.volok.codec.message.Property;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One queue with everything around it in memory: a shard moved by hand, facts and dead letters in lists. */
final class QueueRig implements QueueFacts, DeadLetters, QueueOwner, Settlement {

    static final long START_MS = 1_700_000_000_000L;
    private static final String KIND = "vhosts/root/queues/1";

    ManualShard shard = new ManualShard(START_MS);
    final MemorySegmentStore store;
    final List<byte[]> facts = new ArrayList<>();
    final List<Letter> letters = new ArrayList<>();
    final List<Long> accepted = new ArrayList<>();
    final List<Long> rejected = new ArrayList<>();
    final List<String> ownerCalls = new ArrayList<>();
    private final MessageEncoder encoder = new MessageEncoder();
    private MemoryBudget budget = new MemoryBudget(1 << 20);
    private LogConfig logConfig = LogConfig.DEFAULT.withSegmentBytes(16 * 1024);
    private boolean lettersWait;
    private QueueSpec spec = new QueueSpec("q", 1, QueueType.CLASSIC, true, false, 0, false);
    private QueueSettings settings = QueueSettings.DEFAULT;
    Queue queue;
    java.util.function.Consumer<Letter> onLetter = letter -> { };

    QueueRig() {
        this(1);
    }

    /** A rig whose store fails as the seed says. */
    QueueRig(long seed) {
        store = new MemorySegmentStore(seed);
    }

    /** A letter as it was published. */
    record Letter(String body, DeathReason reason, String exchange, String routingKey, FieldTable headers,
            MessageProperties properties, Settlement settlement, long token, Message message) {
    }

    QueueRig spec(QueueType type, boolean durable, int maxPriority) {
        spec = new QueueSpec("q", 1, type, durable, false, maxPriority, false);
        settings = type == QueueType.QUORUM ? QueueSettings.QUORUM_DEFAULT : QueueSettings.DEFAULT;
        return this;
    }

    QueueRig spec(QueueSpec changed) {
        spec = changed;
        return this;
    }

    QueueRig settings(QueueSettings changed) {
        settings = changed;
        if (queue != null) {
            queue.reconfigure(changed);
        }
        return this;
    }

    QueueSettings settings() {
        return settings;
    }

    boolean isQuorum() {
        return spec.type() == QueueType.QUORUM;
    }

    boolean isDurable() {
        return spec.durable();
    }

    QueueRig budget(long bytes) {
        budget = new MemoryBudget(bytes);
        return this;
    }

    QueueRig logConfig(LogConfig changed) {
        logConfig = changed;
        return this;
    }

    /** Dead letters are answered by the test. */
    QueueRig lettersWait() {
        lettersWait = true;
        return this;
    }

    Queue open() {
        queue = new Queue(spec, settings, new QueueContext(shard, logs(), this, this, this, budget));
        queue.start();
        shard.run();
        return queue;
    }

    /** Everything in memory is gone; the facts from {@code kept} on as well. */
    Queue crash(int kept) {
        List<byte[]> entries = List.copyOf(facts.subList(0, kept));
        facts.clear();
        facts.addAll(entries);
        budget = new MemoryBudget(budget.limitBytes());
        // The timers of the old queue die with its shard.
        shard = new ManualShard(shard.nowMs());
        queue = new Queue(spec, settings, new QueueContext(shard, logs(), this, this, this, budget));
        for (byte[] entry : entries) {
            queue.replay(entry, 0, entry.length);
        }
        queue.start();
        shard.run();
        return queue;
    }

    Queue crash() {
        return crash(facts.size());
    }

    private LaneLogs logs() {
        return new LaneLogs() {
            @Override
            public List<Integer> existing() {
                return store.logs(KIND).stream().map(id -> Integer.valueOf(id.name())).toList();
            }

            @Override
            public Log open(int level) {
                return Log.open(store, new LogId(KIND, Integer.toString(level)), logConfig, shard::execute);
            }
        };
    }

    /** A consumer that acknowledges, with what it could be given at once. */
    Sink consume(int prefetch) {
        Sink sink = new Sink();
        queue.subscribe(ConsumerSpec.of("c", false, prefetch), sink);
        shard.run();
        return sink;
    }

    /** Bodies of the dead letters that died of something. */
    List<String> lettersFor(DeathReason reason) {
        return letters.stream().filter(letter -> letter.reason() == reason).map(Letter::body).toList();
    }

    /** Publishes {@code m<from>} and on, below {@code m<to>}. */
    void publish(int from, int to) {
        IntStream.range(from, to).forEach(i -> publish("m" + i));
        shard.run();
    }

    void publish(String body) {
        publish(body, MessageProperties.NONE, -1);
    }

    void publish(String body, long token) {
        publish(body, MessageProperties.NONE, token);
    }

    void publishExpiring(String body, long ttlMs) {
        publish(body, MessageProperties.builder().set(Property.EXPIRATION, Long.toString(ttlMs)).build(), -1);
    }

    /** Publishes; token -1 when nobody waits for the confirm. */
    void publish(String body, MessageProperties properties, long token) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        RecordBody encoded = encoder.encode("x", "rk", properties, bytes);
        MessageView view = new MessageView().set(encoded);
        Message message = new Message().body(encoded.array(), encoded.offset(), encoded.length()).address("x", "rk")
                .traits(bytes.length, view.priority(), view.expirationMs(), view.deliveryMode() != 1);
        queue.enqueue(message, token < 0 ? null : this, token);
    }

    static String body(RecordView record) {
        return new String(record.array(), record.valueStart(), record.valueLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void append(long queueId, byte[] entry, int offset, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(entry, offset, copy, 0, length);
        facts.add(copy);
    }

    @Override
    public void publish(DeadLetter letter, Settlement settlement, long token) {
        Message message = letter.message();
        MessageView view = new MessageView().set(message.array(), message.offset(), message.length());
        String body = new String(StandardCharsets.UTF_8.decode(view.body()).array()).trim();
        letters.add(new Letter(body, letter.reason(), letter.exchange(), message.routingKey(), view.headers(),
                view.properties(), settlement, token, message));
        onLetter.accept(letters.getLast());
        if (settlement != null && !lettersWait) {
            settlement.accepted(token);
        }
    }

    @Override
    public void lastConsumerLeft(Queue which) {
        ownerCalls.add("lastConsumerLeft");
    }

    @Override
    public void unused(Queue which) {
        ownerCalls.add("unused");
    }

    @Override
    public void accepted(long token) {
        accepted.add(token);
    }

    @Override
    public void rejected(long token) {
        rejected.add(token);
    }

    /** A sink that keeps what it gets. */
    static final class Sink implements DeliverySink {
        final List<Delivery> deliveries = new ArrayList<>();
        final List<String> bodies = new ArrayList<>();
        final List<CancelReason> cancels = new ArrayList<>();
        boolean credit = true;

        @Override
        public void deliver(Consumer consumer, Delivery delivery, RecordView record) {
            deliveries.add(delivery);
            bodies.add(body(record));
        }

        @Override
        public boolean hasCredit(Consumer consumer) {
            return credit;
        }

        @Override
        public void cancelled(Consumer consumer, CancelReason why) {
            cancels.add(why);
        }
    }
}
