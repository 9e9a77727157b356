package io.volok.bench.queue;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.DeadLetters;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.DeliverySink;
import io.volok.broker.queue.LaneLogs;
import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.queue.Queue;
import io.volok.broker.queue.QueueContext;
import io.volok.broker.queue.QueueFacts;
import io.volok.broker.queue.QueueOwner;
import io.volok.broker.queue.QueueSettings;
import io.volok.broker.queue.QueueSpec;
import io.volok.broker.queue.QueueType;
import io.volok.broker.shard.ManualShard;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import io.volok.log.store.LogFailed;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.file.StoreListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A durable queue on a shard moved by hand; what it delivers is kept to be acknowledged. */
final class BenchQueue implements DeliverySink, Settlement, DeadLetters, QueueOwner, QueueFacts {

    final ManualShard shard = new ManualShard(1_700_000_000_000L);
    final List<Delivery> held = new ArrayList<>();
    final Queue queue;
    private final RecordBody body;
    private final Message message;
    private long sequence;
    private long bytesSeen;
    private long confirms;
    private long factBytes;

    BenchQueue(SegmentStore store, int bodyBytes) {
        MessageProperties properties = MessageProperties.builder().set(Property.DELIVERY_MODE, "2")
                .set(Property.CONTENT_TYPE, "text/plain").build();
        body = new MessageEncoder().encode("", "orders", properties, new byte[bodyBytes]).copy();
        message = new Message().body(body.array(), body.offset(), body.length()).address("", "orders")
                .traits(bodyBytes, -1, -1, true);
        LogConfig config = LogConfig.DEFAULT.withSegmentBytes(64 << 20).withFileDeleteDelayMs(0);
        LaneLogs logs = new LaneLogs() {
            @Override
            public List<Integer> existing() {
                return List.of();
            }

            @Override
            public Log open(int level) {
                return Log.open(store, new LogId("bench/queues", "1-" + level), config, shard::execute);
            }
        };
        queue = new Queue(new QueueSpec("orders", 1, QueueType.CLASSIC, true, false, 0, false), QueueSettings.DEFAULT,
                new QueueContext(shard, logs, this, this, this, new MemoryBudget(64 << 20)));
        queue.start();
        shard.run();
    }

    /** So many messages of one batch of work, with confirms. */
    void publish(int count) {
        for (int i = 0; i < count; i++) {
            queue.enqueue(message, this, sequence++);
        }
        shard.run();
    }

    /** Acknowledges all that was delivered, in order. */
    void ackAll() {
        for (int i = 0; i < held.size(); i++) {
            queue.ack(held.get(i));
        }
        held.clear();
        shard.run();
    }

    /** Gives back all that was delivered; it is delivered again. */
    void requeueAll() {
        List<Delivery> back = List.copyOf(held);
        held.clear();
        for (int i = 0; i < back.size(); i++) {
            queue.requeue(back.get(i), false);
        }
        shard.run();
    }

    long factBytes() {
        return factBytes;
    }

    @Override
    public void deliver(Consumer consumer, Delivery delivery, RecordView record) {
        bytesSeen += record.valueLength();
        held.add(delivery);
    }

    @Override
    public boolean hasCredit(Consumer consumer) {
        return true;
    }

    @Override
    public void cancelled(Consumer consumer, CancelReason why) {
        held.clear();
    }

    @Override
    public void accepted(long token) {
        confirms++;
    }

    @Override
    public void rejected(long token) {
        throw new IllegalStateException("rejected " + token);
    }

    @Override
    public void publish(DeadLetter letter, Settlement settlement, long token) {
        throw new IllegalStateException("dead letter");
    }

    @Override
    public void lastConsumerLeft(Queue which) {
        throw new IllegalStateException("auto-delete");
    }

    @Override
    public void unused(Queue which) {
        throw new IllegalStateException("expires");
    }

    @Override
    public void append(long queueId, byte[] entry, int offset, int length) {
        factBytes += length;
    }

    /** Makes failures in the background visible. */
    static final class Failures implements StoreListener {
        @Override
        public void forceFailed(LogFailed failure) {
            throw failure;
        }

        @Override
        public void unlinkFailed(Path file, IOException cause) {
            throw new UncheckedIOException(file.toString(), cause);
        }
    }

    static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public String toString() {
        return confirms + " confirmed, " + bytesSeen + " bytes delivered, " + factBytes + " bytes of facts";
    }
}
