package io.volok.broker.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topics;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.DeliverySink;
import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.queue.Queue;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.shard.ManualShard;
import io.volok.broker.stream.TopicStreams;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.MessageView;
import io.volok.codec.message.Property;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.log.Durability;
import io.volok.log.LogConfig;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A virtual host with queues of all kinds and a stream, whose transactions can be watched over a crash. */
final class CommitRig {

    final MemorySegmentStore store;
    final Durability durability;
    ManualShard shard = new ManualShard(1_700_000_000_000L);
    Topics topics;
    VirtualHost vhost;
    private final MessageEncoder encoder = new MessageEncoder();

    CommitRig(long seed, Durability durability) {
        this.store = new MemorySegmentStore(seed);
        this.durability = durability;
        open();
    }

    private void open() {
        topics = Topics.open(new Topics.Ground(List.of(shard), store, durability, () -> Decompressor.NONE, Map.of()));
        shard.run();
        vhost = VirtualHost.open("/", VhostSettings.DEFAULT, PolicySet.EMPTY, new VhostContext(shard, store,
                LogConfig.DEFAULT.withDurability(durability),
                new TopicStreams("/", shard, topics, () -> Decompressor.NONE, null), new MemoryBudget(1 << 20),
                new SplittableRandom(7)));
        shard.run();
    }

    /** Dies and comes back. */
    void crash(MemorySegmentStore.Crash kind) {
        store.crash(kind);
        shard = new ManualShard(shard.nowMs());
        open();
    }

    void queue(String name, FieldTable arguments) {
        vhost.declareQueue(new QueueDeclaration(name, true, false, false, arguments), Caller.BROKER).orThrow();
    }

    void delayedExchange(String name, String queue) {
        vhost.declareExchange(new ExchangeSpec(name, "x-delayed-message", true, false, false,
                FieldTable.of("x-delayed-type", FieldValue.of("fanout"))), Caller.BROKER).orThrow();
        vhost.bind(new Binding(name, Destination.queue(queue), "", FieldTable.EMPTY), Caller.BROKER).orThrow();
    }

    Queue queueOf(String name) {
        return ((OrdinaryQueue) vhost.queue(name)).queue();
    }

    int publish(String exchange, String key, String body, Settlement settlement, long token) {
        return publish(exchange, key, body, persistent().build(), settlement, token);
    }

    int delay(String exchange, String body, int ms, Settlement settlement, long token) {
        return publish(exchange, "", body, persistent()
                .headers(FieldTable.of("x-delay", new FieldValue.Int32(ms))).build(), settlement, token);
    }

    private static MessageProperties.Builder persistent() {
        return MessageProperties.builder().set(Property.DELIVERY_MODE, "2");
    }

    private int publish(String exchange, String key, String body, MessageProperties properties, Settlement settlement,
            long token) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        RecordBody record = encoder.encode(exchange, key, properties, content);
        Message message = new Message().body(record.array(), record.offset(), record.length())
                .address(exchange, key).traits(content.length, body.length() % 3, -1, true);
        return vhost.publish(vhost.exchange(exchange), message, settlement, token);
    }

    Delivery get(String queue) {
        return queueOf(queue).get(false, new Bodies(new ArrayList<>()));
    }

    /** The bodies of all that is in a queue, cut to what names them. */
    List<String> drain(String queue) {
        List<String> bodies = new ArrayList<>();
        shard.run();
        while (queueOf(queue).get(true, new Bodies(bodies)) != null) {
            shard.run();
        }
        return bodies;
    }

    List<String> stream(String name) {
        Partition partition = topics.image().byName(name).partition(0);
        List<String> bodies = new ArrayList<>();
        for (long offset = partition.startOffset(); offset < partition.endOffset();) {
            Fetched.Batches fetched = (Fetched.Batches) partition.fetch(offset, 1 << 20, false);
            if (fetched.records().length() == 0) {
                break;
            }
            ByteBuffer bytes = ByteBuffer.allocate(fetched.records().length());
            fetched.records().readInto(bytes);
            fetched.records().release();
            RecordCursor cursor = new RecordCursor().open(bytes.flip());
            RecordView record = new RecordView();
            while (cursor.next(record)) {
                bodies.add(name(record));
                offset = record.offset() + 1;
            }
        }
        return bodies;
    }

    private static String name(RecordView record) {
        MessageView view = new MessageView().set(record);
        byte[] body = new byte[view.bodyLength()];
        view.body().get(body);
        String text = new String(body, StandardCharsets.UTF_8);
        return text.substring(0, Math.min(text.length(), 8)).strip();
    }

    private record Bodies(List<String> all) implements DeliverySink {

        @Override
        public void deliver(Consumer consumer, Delivery delivery, RecordView record) {
            all.add(name(record));
        }

        @Override
        public boolean hasCredit(Consumer consumer) {
            return true;
        }

        @Override
        public void cancelled(Consumer consumer, CancelReason why) {
            throw new AssertionError("nobody is cancelled here");
        }
    }
}
