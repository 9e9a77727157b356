package io.volok.broker.vhost;

import io.volok.broker.event.Event;
import io.volok.broker.message.Message;
import io.volok.broker.shard.Shard;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.record.RecordBody;

/**
 * The exchange {@code amq.rabbitmq.event} of a virtual host: what happens in the broker as empty messages whose headers
 * tell what it was, as RabbitMQ's plugin publishes them.
 */
final class EventExchange {

    static final String NAME = "amq.rabbitmq.event";

    private static final byte[] NOTHING = new byte[0];

    private final Shard shard;
    private final Topology topology;
    private final Publisher publisher;
    private final MessageEncoder encoder = new MessageEncoder();
    private volatile boolean wanted;

    EventExchange(Shard shard, Topology topology, Publisher publisher) {
        this.shard = shard;
        this.topology = topology;
        this.publisher = publisher;
    }

    /** Whether something is bound, or was when it was last looked at. Any thread. */
    boolean isWanted() {
        return wanted;
    }

    /** Bindings have changed. */
    void look() {
        wanted = topology.bindings().anyFrom(NAME);
    }

    void publish(Event event, long timestampMs) {
        Exchange exchange = topology.exchange(NAME);
        look();
        if (exchange == null || !wanted) {
            return;
        }
        MessageProperties properties = MessageProperties.builder()
                .set(Property.DELIVERY_MODE, "2")
                .set(Property.TIMESTAMP, Long.toString(timestampMs / 1000))
                .headers(event.with("timestamp_in_ms", timestampMs).details()).build();
        RecordBody body = encoder.encode(NAME, event.key(), properties, NOTHING);
        publisher.publish(exchange, new Message().body(body.array(), body.offset(), body.length())
                .address(NAME, event.key()).traits(0, -1, -1, true), null, 0);
    }

    /** Publishes later, since whoever tells may be a queue at work. Any thread. */
    void tell(Event event) {
        long now = shard.nowMs();
        shard.execute(() -> publish(event, now));
    }
}
