package io.volok.broker.vhost;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.commit.Gathering;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.DeliverySink;
import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.shard.ManualShard;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.MessageView;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.log.LogConfig;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A virtual host over memory, with a clock that stands still, that can be restarted. */
final class World implements Settlement {

    ManualShard shard = new ManualShard(1_700_000_000_000L);
    final MemorySegmentStore store;
    final Map<String, MemoryTopic> topics = new HashMap<>();
    final List<Long> accepted = new ArrayList<>();
    final List<Long> rejected = new ArrayList<>();
    VhostSettings settings = VhostSettings.DEFAULT;
    PolicySet policies = PolicySet.EMPTY;
    VirtualHost vhost;
    private final MessageEncoder encoder = new MessageEncoder();

    World() {
        this(1);
    }

    /** A world in which the seed decides what a power failure takes away. */
    World(long seed) {
        store = new MemorySegmentStore(seed);
        open();
    }

    /** Loses power: what was not forced may be gone. */
    void losePower() {
        store.crash(MemorySegmentStore.Crash.POWER);
        shard = new ManualShard(shard.nowMs());
        open();
        shard.run();
    }

    private void open() {
        VhostContext context = new VhostContext(shard, store, LogConfig.DEFAULT, new MemoryTopics(),
                new MemoryBudget(1 << 20), new SplittableRandom(7));
        vhost = VirtualHost.open("/", settings, policies, context);
    }

    /** Dies without warning and comes back. */
    void crash() {
        shard.run();
        store.crash(MemorySegmentStore.Crash.PROCESS);
        shard = new ManualShard(shard.nowMs());
        open();
        shard.run();
    }

    /** Stops in an orderly way and comes back. */
    void restart() {
        stopFor(0);
    }

    /** Stops and comes back after some time. */
    void stopFor(long ms) {
        shard.run();
        vhost.close();
        shard = new ManualShard(shard.nowMs() + ms);
        open();
        shard.run();
    }

    Exchange exchange(String name, String type) {
        return done(vhost.declareExchange(ExchangeSpec.durable(name, type), Caller.BROKER));
    }

    Exchange exchange(String name, String type, FieldTable arguments) {
        return done(vhost.declareExchange(new ExchangeSpec(name, type, true, false, false, arguments), Caller.BROKER));
    }

    void queue(String name) {
        done(vhost.declareQueue(QueueDeclaration.durable(name), Caller.BROKER));
    }

    void queue(String name, FieldTable arguments) {
        done(vhost.declareQueue(new QueueDeclaration(name, true, false, false, arguments), Caller.BROKER));
    }

    void bind(String exchange, String queue, String key) {
        bind(exchange, queue, key, FieldTable.EMPTY);
    }

    void bind(String exchange, String queue, String key, FieldTable arguments) {
        done(vhost.bind(new Binding(exchange, Destination.queue(queue), key, arguments), Caller.BROKER));
    }

    void bindExchange(String source, String destination, String key) {
        done(vhost.bind(new Binding(source, Destination.exchange(destination), key, FieldTable.EMPTY), Caller.BROKER));
    }

    int publish(String exchange, String key, String body) {
        return publish(exchange, key, body, FieldTable.EMPTY);
    }

    int publish(String exchange, String key, String body, FieldTable headers) {
        return publish(exchange, key, body, headers, null, 0);
    }

    int publish(String exchange, String key, String body, FieldTable headers, Settlement settlement, long token) {
        MessageProperties.Builder properties = MessageProperties.builder();
        if (!headers.isEmpty()) {
            properties.headers(headers);
        }
        return publish(exchange, key, body, properties.build(), settlement, token);
    }

    int publish(String exchange, String key, String body, MessageProperties properties, Settlement settlement,
            long token) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        RecordBody record = encoder.encode(exchange, key, properties, content);
        Message message = new Message().body(record.array(), record.offset(), record.length())
                .address(exchange, key).traits(content.length, -1, -1, true);
        return vhost.publish(vhost.exchange(exchange), message, settlement, token);
    }

    /** Takes all ready messages out of a queue; their bodies. */
    List<String> drain(String queue) {
        return drainMessages(queue).stream().map(Received::body).toList();
    }

    record Received(String body, String exchange, String routingKey, FieldTable headers) {
    }

    List<Received> drainMessages(String queue) {
        shard.run();
        List<Received> all = new ArrayList<>();
        OrdinaryQueue ordinary = (OrdinaryQueue) vhost.queue(queue);
        DeliverySink sink = new Collecting(all);
        while (ordinary.queue().get(true, sink) != null) {
            shard.run();
        }
        return all;
    }

    long ready(String queue) {
        shard.run();
        return vhost.queue(queue).readyCount();
    }

    @Override
    public void accepted(long token) {
        accepted.add(token);
    }

    @Override
    public void rejected(long token) {
        rejected.add(token);
    }

    static <T> T done(Outcome<T> outcome) {
        return outcome.orThrow();
    }

    static String refused(Outcome<?> outcome) {
        Refusal refusal = outcome.refusalOrNull();
        return refusal == null ? "done" : refusal.getClass().getSimpleName() + ": " + refusal.text();
    }

    private record Collecting(List<Received> all) implements DeliverySink {

        @Override
        public void deliver(Consumer consumer, Delivery delivery, RecordView record) {
            MessageView view = new MessageView().set(record);
            byte[] body = new byte[view.bodyLength()];
            view.body().get(body);
            all.add(new Received(new String(body, StandardCharsets.UTF_8), view.exchange(), view.routingKey(),
                    view.headers()));
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

    /** Topics that only count. */
    final class MemoryTopics implements TopicTargets {

        @Override
        public TopicTarget find(String streamName) {
            return topics.get(streamName);
        }

        @Override
        public Outcome<TopicTarget> create(String streamName, StreamSettings wanted) {
            return Outcome.done(topics.computeIfAbsent(streamName, name -> new MemoryTopic()));
        }

        @Override
        public void configure(String streamName, StreamSettings wanted) {
            topics.get(streamName).settings = wanted;
        }

        @Override
        public TopicWork work(String streamName, WorkSettings settings, WorkLetters letters) {
            throw new UnsupportedOperationException("nobody works here");
        }

        @Override
        public void undo(String partition, long baseOffset, long endOffset) {
            throw new UnsupportedOperationException("these topics are never part of a commit");
        }

        @Override
        public void delete(String streamName) {
            topics.remove(streamName).deleted = true;
        }
    }

    static final class MemoryTopic implements TopicTarget {

        StreamSettings settings;
        boolean deleted;
        int appended;

        @Override
        public void append(Message message, Settlement settlement, long token) {
            appended++;
            if (settlement != null) {
                settlement.accepted(token);
            }
        }

        @Override
        public void append(Message message, Settlement settlement, long token, Gathering commit) {
            append(message, settlement, token);
        }

        @Override
        public StreamReader open(StreamStart start, StreamSink sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void bounds(java.util.function.Consumer<StreamBounds> answer) {
            answer.accept(new StreamBounds(0, appended, Math.max(0, appended - 1)));
        }

        @Override
        public void offsetAt(long timestampMs, java.util.function.LongConsumer answer) {
            answer.accept(appended);
        }

        @Override
        public void sequences(long fromOffset, java.util.function.Consumer<PublisherSequences> answer) {
            answer.accept(new PublisherSequences(Map.of(), appended));
        }

        @Override
        public long messageCount() {
            return appended;
        }

        @Override
        public long sizeBytes() {
            return 0;
        }

        @Override
        public boolean isDeleted() {
            return deleted;
        }
    }
}
