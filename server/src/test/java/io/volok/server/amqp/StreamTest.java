package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RabbitMQ's streams over AMQP 0-9-1. */
class StreamTest {

    private static final FieldTable STREAM = FieldTable.of("x-queue-type", FieldValue.of("stream"));

    private final TestBroker broker = new TestBroker();
    private final AmqpPeer peer = broker.connect().openChannel(1).declareQueue(1, "log", STREAM);

    @Test
    void readsFromTheFirstWithOffsets() {
        publish(3);
        qos(10);
        consume(FieldTable.of("x-stream-offset", FieldValue.of("first")));
        for (long i = 0; i < 3; i++) {
            AmqpPeer.Heard heard = peer.hearContent(1, BasicMethod.Deliver.class);
            assertThat(heard.text()).isEqualTo("m" + i);
            assertThat(heard.properties().headers().integer("x-stream-offset")).hasValue(i);
        }
        publish(1);
        assertThat(texts(1)).containsExactly("m0");
    }

    @Test
    void readsWhatComesNextByDefault() {
        publish(3);
        qos(10);
        consume(FieldTable.EMPTY);
        peer.hearNothing();
        peer.publish(1, "", "log", "new");
        assertThat(texts(1)).containsExactly("new");
    }

    @Test
    void readsFromANumberAndATime() {
        publish(5);
        qos(10);
        consume(FieldTable.of("x-stream-offset", FieldValue.of(3)));
        assertThat(texts(2)).containsExactly("m3", "m4");
        peer.say(1, new BasicMethod.Cancel("c", false)).hear(1, BasicMethod.CancelOk.class);
        broker.pass(30_000);
        peer.publish(1, "", "log", "later");
        consume(FieldTable.of("x-stream-offset", new FieldValue.Timestamp(TestBroker.START_MS / 1000 + 10)));
        assertThat(texts(1)).containsExactly("later");
        peer.say(1, new BasicMethod.Cancel("c", false)).hear(1, BasicMethod.CancelOk.class);
        consume(FieldTable.of("x-stream-offset", FieldValue.of("10s")));
        assertThat(texts(1)).containsExactly("later");
    }

    @Test
    void acknowledgementsGiveCredit() {
        publish(6);
        qos(2);
        consume(FieldTable.of("x-stream-offset", FieldValue.of("first")));
        assertThat(texts(2)).containsExactly("m0", "m1");
        peer.say(1, new BasicMethod.Ack(1, false));
        assertThat(texts(1)).containsExactly("m2");
        peer.say(1, new BasicMethod.Nack(3, true, true));
        assertThat(texts(2)).containsExactly("m3", "m4");
    }

    @Test
    void wantsAPrefetchAndAcknowledgements() {
        peer.say(1, new BasicMethod.Consume("log", "c", false, false, false, false, FieldTable.EMPTY));
        peer.hearChannelError(1, 406,
                "PRECONDITION_FAILED - consumer prefetch count is not set for stream queue 'log' in vhost '/'");
        peer.openChannel(1);
        qos(5);
        peer.say(1, new BasicMethod.Consume("log", "c", false, false, false, false,
                FieldTable.of("x-stream-offset", FieldValue.of("whenever"))));
        assertThat(peer.hear(1, ChannelMethod.Close.class).replyCode()).isEqualTo(406);
    }

    @Test
    void cannotBeGot() {
        peer.say(1, new BasicMethod.Get("log", true)).hearConnectionError(540,
                "NOT_IMPLEMENTED - basic.get not supported by stream queues queue 'log' in vhost '/'");
    }

    @Test
    void filters() {
        qos(10);
        for (String value : new String[] {"a", "b", null, "a"}) {
            MessageProperties properties = value == null ? MessageProperties.NONE : MessageProperties.builder()
                    .headers(FieldTable.of("x-stream-filter-value", FieldValue.of(value))).build();
            peer.publish(1, "log", properties, "v" + value);
        }
        consume(FieldTable.of("x-stream-offset", FieldValue.of("first"), "x-stream-filter", FieldValue.of("a")));
        assertThat(texts(2)).containsExactly("va", "va");
        peer.say(1, new BasicMethod.Cancel("c", false)).hear(1, BasicMethod.CancelOk.class);
        consume(FieldTable.builder().add("x-stream-offset", "first")
                .add("x-stream-filter", new FieldValue.Array(List.of(FieldValue.of("b"))))
                .add("x-stream-match-unfiltered", true).build());
        assertThat(texts(2)).containsExactly("vb", "vnull");
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            peer.and(1, "", "log", false, MessageProperties.NONE, ("m" + i).getBytes());
        }
        peer.say();
    }

    private void qos(int prefetch) {
        peer.say(1, new BasicMethod.Qos(0, prefetch, false)).hear(1, BasicMethod.QosOk.class);
    }

    private void consume(FieldTable arguments) {
        peer.say(1, new BasicMethod.Consume("log", "c", false, false, false, false, arguments))
                .hear(1, BasicMethod.ConsumeOk.class);
    }

    private List<String> texts(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(peer.hearContent(1, BasicMethod.Deliver.class).text());
        }
        peer.hearNothing();
        return texts;
    }
}
