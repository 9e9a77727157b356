package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.event.Event;
import io.volok.broker.event.EventSink;
import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ExchangeMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RabbitMQ's event exchange: what happens, told to whoever is bound to {@code amq.rabbitmq.event}. */
class EventsTest {

    private final TestBroker broker = new TestBroker();

    private EventSink sink() {
        return new EventSink() {
            @Override
            public boolean isWanted() {
                return broker.vhost.listensToEvents();
            }

            @Override
            public void tell(Event event) {
                broker.vhost.tell(event);
            }
        };
    }

    private AmqpPeer listen() {
        broker.vhost.openEventExchange();
        broker.vhost.events(sink());
        broker.face.tellTo(sink());
        AmqpPeer listener = broker.connect().openChannel(1);
        listener.say(1, new QueueMethod.Declare("events", false, false, true, false, false, FieldTable.EMPTY))
                .hear(1, QueueMethod.DeclareOk.class);
        listener.say(1, new QueueMethod.Bind("events", "amq.rabbitmq.event", "#", false, FieldTable.EMPTY))
                .hear(1, QueueMethod.BindOk.class);
        listener.consume(1, "events", "listener", true);
        keys(listener);
        return listener;
    }

    private List<AmqpPeer.Heard> heard(AmqpPeer listener) {
        List<AmqpPeer.Heard> all = new ArrayList<>();
        broker.settle();
        while (listener.hasHeard()) {
            all.add(listener.hearContent(1, BasicMethod.Deliver.class));
        }
        return all;
    }

    private List<String> keys(AmqpPeer listener) {
        return heard(listener).stream().map(one -> ((BasicMethod.Deliver) one.method()).routingKey()).toList();
    }

    @Test
    void tellsTheLifeOfThings() {
        AmqpPeer listener = listen();
        AmqpPeer peer = broker.connect().openChannel(1);
        peer.declareQueue(1, "q");
        peer.say(1, new ExchangeMethod.Declare("x", "topic", false, false, false, false, false, FieldTable.EMPTY))
                .hear(1, ExchangeMethod.DeclareOk.class);
        peer.say(1, new QueueMethod.Bind("q", "x", "k", false, FieldTable.EMPTY)).hear(1, QueueMethod.BindOk.class);
        peer.consume(1, "q", "c", true);
        peer.say(1, new QueueMethod.Delete("q", false, false, false)).hear(1, BasicMethod.Cancel.class);
        peer.hear(1, QueueMethod.DeleteOk.class);
        assertThat(keys(listener)).containsExactly("user.authentication.success", "connection.created",
                "channel.created", "queue.created", "exchange.created", "binding.created", "consumer.created",
                "binding.deleted", "queue.deleted", "consumer.deleted");
    }

    @Test
    void describesInHeaders() {
        AmqpPeer listener = listen();
        listener.declareQueue(1, "q");
        AmqpPeer.Heard event = heard(listener).getFirst();
        FieldTable headers = event.properties().headers();
        assertThat(headers.text("name")).contains("q");
        assertThat(headers.text("vhost")).contains("/");
        assertThat(headers.text("user_who_performed_action")).contains("guest");
        assertThat(headers.bool("durable")).isPresent();
        assertThat(headers.integer("timestamp_in_ms")).hasValue(TestBroker.START_MS);
        assertThat(event.properties().text(Property.DELIVERY_MODE)).contains("2");
        assertThat(event.body()).isEmpty();
    }
}
