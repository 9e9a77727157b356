package io.volok.broker.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.shard.Shard;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.MessageView;
import io.volok.codec.message.Property;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The firehose: a copy of every published and delivered message in {@code amq.rabbitmq.trace}, while tracing is on.
 *
 * <p>Routing keys are {@code publish.EXCHANGE} and {@code deliver.QUEUE}; the body is the message's, and the headers
 * tell the rest, under RabbitMQ's names. What the trace exchange itself carries is not traced.
 */
final class Firehose {

    private static final int LONGEST_KEY = 255;

    private final Shard shard;
    private final String vhost;
    private final Topology topology;
    private final Publisher publisher;
    private final MessageView view = new MessageView();
    private final MessageEncoder encoder = new MessageEncoder();

    Firehose(Shard shard, String vhost, Topology topology, Publisher publisher) {
        this.shard = shard;
        this.vhost = vhost;
        this.topology = topology;
        this.publisher = publisher;
    }

    void published(TraceOrigin origin, Exchange exchange, Message message) {
        if (exchange.name().equals(PredeclaredExchanges.TRACE)) {
            return;
        }
        List<FieldValue> routed = new ArrayList<>();
        for (VhostQueue queue : publisher.queuesFor(exchange, message)) {
            routed.add(FieldValue.of(queue.name()));
        }
        view.set(message.array(), message.offset(), message.length());
        FieldTable.Builder headers = describe(origin, exchange.name(), texts(publisher.keys(message)));
        headers.add("routed_queues", new FieldValue.Array(routed));
        publish(copy("publish." + exchange.name(), headers.build()));
    }

    void delivered(TraceOrigin origin, String queue, boolean redelivered, RecordView record) {
        view.set(record);
        if (view.exchange().equals(PredeclaredExchanges.TRACE)) {
            return;
        }
        FieldTable.Builder headers = describe(origin, view.exchange(), keys());
        headers.add("redelivered", new FieldValue.Int32(redelivered ? 1 : 0));
        Message copy = Messages.copy(copy("deliver." + queue, headers.build()));
        // Deliveries are made by a queue at work, which may itself be bound to the trace exchange.
        shard.execute(() -> publish(copy));
    }

    /** The routing key of the message in view, and those of its CC. */
    private FieldValue.Array keys() {
        List<String> keys = new ArrayList<>();
        keys.add(view.routingKey());
        FieldValue copies = view.hasHeaders() ? view.headers().find("CC").orElse(null) : null;
        if (copies instanceof FieldValue.Array array) {
            for (FieldValue copy : array.values()) {
                if (copy instanceof FieldValue.LongString text) {
                    keys.add(text.text());
                }
            }
        }
        return texts(keys);
    }

    private static FieldValue.Array texts(List<String> texts) {
        List<FieldValue> values = new ArrayList<>();
        texts.forEach(text -> values.add(FieldValue.of(text)));
        return new FieldValue.Array(values);
    }

    private FieldTable.Builder describe(TraceOrigin origin, String exchange, FieldValue.Array routingKeys) {
        return FieldTable.builder()
                .add("exchange_name", exchange)
                .add("routing_keys", routingKeys)
                .add("properties", properties())
                .add("node", origin.node())
                .add("vhost", vhost)
                .add("connection", origin.connection())
                .add("channel", new FieldValue.Int32(origin.channel()))
                .add("user", origin.user());
    }

    private FieldTable properties() {
        FieldTable.Builder table = FieldTable.builder();
        for (Property property : Property.values()) {
            view.property(property).ifPresent(text -> {
                String name = property.wireName().replace('-', '_');
                switch (property) {
                    case DELIVERY_MODE, PRIORITY -> table.add(name, new FieldValue.Int32(Integer.parseInt(text)));
                    case TIMESTAMP -> table.add(name, new FieldValue.Timestamp(Long.parseUnsignedLong(text)));
                    default -> table.add(name, text);
                }
            });
        }
        if (view.hasHeaders()) {
            table.add("headers", view.headers());
        }
        return table.build();
    }

    private Message copy(String key, FieldTable headers) {
        String routingKey = key.length() > LONGEST_KEY ? key.substring(0, LONGEST_KEY) : key;
        MessageProperties properties = MessageProperties.builder().headers(headers).build();
        byte[] content = new byte[view.bodyLength()];
        view.body().get(content);
        RecordBody body = encoder.encode(PredeclaredExchanges.TRACE, routingKey, properties, content);
        return new Message().body(body.array(), body.offset(), body.length())
                .address(PredeclaredExchanges.TRACE, routingKey).traits(content.length, -1, -1, false);
    }

    private void publish(Message copy) {
        publisher.publish(topology.exchange(PredeclaredExchanges.TRACE), copy, null, 0);
    }
}
