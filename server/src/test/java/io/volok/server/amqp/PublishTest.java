package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.access.HashAlgorithm;
import io.volok.broker.access.PasswordHash;
import io.volok.broker.access.Permissions;
import io.volok.broker.access.User;
import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ConfirmMethod;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.ExchangeMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Section 1.8.3.7 (basic.publish), returned messages, and RabbitMQ's publisher confirms. */
class PublishTest {

    private static final byte[] BODY = {'b', 'o', 'd', 'y'};

    private final TestBroker broker = new TestBroker(AmqpSettings.defaults().withMaxMessageSize(1 << 20));
    private final AmqpPeer peer = broker.connect().openChannel(1);

    @Test
    void everyPropertyAndHeaderTypeSurvives() {
        peer.declareQueue(1, "q");
        MessageProperties properties = MessageProperties.builder()
                .set(Property.CONTENT_TYPE, "text/plain").set(Property.CONTENT_ENCODING, "utf-8")
                .set(Property.DELIVERY_MODE, "2").set(Property.PRIORITY, "5").set(Property.CORRELATION_ID, "corr")
                .set(Property.REPLY_TO, "back").set(Property.EXPIRATION, "60000").set(Property.MESSAGE_ID, "id-1")
                .set(Property.TIMESTAMP, "1700000000").set(Property.TYPE, "order").set(Property.USER_ID, "guest")
                .set(Property.APP_ID, "app").set(Property.CLUSTER_ID, "cluster")
                .headers(FieldTable.builder().add("s", "text").add("l", 42L).add("t", true)
                        .add("T", new FieldValue.Timestamp(12)).add("d", FieldValue.Float64.of(1.5))
                        .add("A", new FieldValue.Array(List.of(FieldValue.of("x"), new FieldValue.Int32(3))))
                        .add("F", FieldTable.of("in", FieldValue.of("side"))).add("x", new FieldValue.Binary(BODY))
                        .add("V", FieldValue.Void.VOID).build())
                .build();
        peer.publish(1, "q", properties, "hello");
        AmqpPeer.Heard got = peer.say(1, new BasicMethod.Get("q", true)).hearContent(1, BasicMethod.GetOk.class);
        assertThat(got.properties()).isEqualTo(properties);
        assertThat(got.text()).isEqualTo("hello");
        BasicMethod.GetOk method = (BasicMethod.GetOk) got.method();
        assertThat(method.exchange()).isEmpty();
        assertThat(method.routingKey()).isEqualTo("q");
        assertThat(method.redelivered()).isFalse();
        assertThat(method.messageCount()).isZero();
    }

    @Test
    void takesABodyOfAnySplit() {
        peer.declareQueue(1, "q");
        byte[] body = new byte[300_000];
        new Random(3).nextBytes(body);
        peer.and(1, "", "q", false, MessageProperties.NONE, body);
        byte[] bytes = peer.unsaid();
        Random random = new Random(4);
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(20_000));
            peer.bytes(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        AmqpPeer.Heard got = peer.say(1, new BasicMethod.Get("q", true)).hearContent(1, BasicMethod.GetOk.class);
        assertThat(got.body()).isEqualTo(body);
    }

    @Test
    void anEmptyBodyIsAMessage() {
        peer.declareQueue(1, "q").publish(1, "", "q", "");
        assertThat(peer.say(1, new BasicMethod.Get("q", true)).hearContent(1, BasicMethod.GetOk.class).body())
                .isEmpty();
    }

    @Test
    void returnsAMandatoryMessageBeforeItsConfirm() {
        peer.say(1, new ConfirmMethod.Select(false)).hear(1, ConfirmMethod.SelectOk.class);
        peer.and(1, "amq.direct", "nowhere", true, MessageProperties.NONE, BODY).say();
        AmqpPeer.Heard returned = peer.hearContent(1, BasicMethod.Return.class);
        assertThat(returned.method()).isEqualTo(new BasicMethod.Return(312, "NO_ROUTE", "amq.direct", "nowhere"));
        assertThat(returned.body()).isEqualTo(BODY);
        assertThat(peer.hear(1, BasicMethod.Ack.class)).isEqualTo(new BasicMethod.Ack(1, false));
    }

    @Test
    void oneCumulativeConfirmPerBatchAndOneSocketWrite() {
        peer.declareQueue(1, "q");
        peer.say(1, new ConfirmMethod.Select(false)).hear(1, ConfirmMethod.SelectOk.class);
        for (int i = 0; i < 200; i++) {
            peer.and(1, "", "q", false, MessageProperties.NONE, BODY);
        }
        int before = peer.transport.flushes;
        assertThat(peer.say().hear(1, BasicMethod.Ack.class)).isEqualTo(new BasicMethod.Ack(200, true));
        peer.hearNothing();
        assertThat(peer.transport.flushes - before).isOne();
        assertThat(peer.ready(1, "q")).isEqualTo(200);
    }

    @Test
    void confirmsWhatItsQueueTookBeforeItWasDeletedOrPurged() {
        peer.declareQueue(1, "q").declareQueue(1, "p");
        peer.say(1, new ConfirmMethod.Select(false)).hear(1, ConfirmMethod.SelectOk.class);
        peer.and(1, "", "q", false, MessageProperties.NONE, BODY)
                .and(1, new QueueMethod.Delete("q", false, false, true));
        peer.and(1, "", "p", false, MessageProperties.NONE, BODY).and(1, new QueueMethod.Purge("p", true));
        assertThat(peer.say().hear(1, BasicMethod.Ack.class)).isEqualTo(new BasicMethod.Ack(2, true));
    }

    @Test
    void nacksWhatAFullQueueRefuses() {
        peer.declareQueue(1, "q", FieldTable.builder().add("x-max-length", 2).add("x-overflow", "reject-publish")
                .build());
        peer.say(1, new ConfirmMethod.Select(false)).hear(1, ConfirmMethod.SelectOk.class);
        for (int i = 0; i < 4; i++) {
            peer.and(1, "", "q", false, MessageProperties.NONE, BODY);
        }
        peer.say();
        assertThat(peer.hear(1, BasicMethod.Ack.class)).isEqualTo(new BasicMethod.Ack(2, true));
        assertThat(peer.hear(1, BasicMethod.Nack.class).deliveryTag()).isEqualTo(4);
    }

    @Test
    void refusesAnExchangeThatIsNotThere() {
        peer.publish(1, "none", "k", "x");
        peer.hearChannelError(1, 404, "NOT_FOUND - no exchange 'none' in vhost '/'");
    }

    @Test
    void refusesAnInternalExchange() {
        peer.say(1, new ExchangeMethod.Declare("inner", "fanout", false, false, false, true, false, FieldTable.EMPTY))
                .hear(1, ExchangeMethod.DeclareOk.class);
        peer.publish(1, "inner", "k", "x");
        peer.hearChannelError(1, 403, "ACCESS_REFUSED - cannot publish to internal exchange 'inner' in vhost '/'");
    }

    @Test
    void refusesImmediate() {
        peer.say(1, new BasicMethod.Publish("", "q", false, true))
                .hearConnectionError(540, "NOT_IMPLEMENTED - immediate=true");
    }

    @Test
    void refusesABadExpiration() {
        peer.publish(1, "q", MessageProperties.builder().set(Property.EXPIRATION, "soon").build(), "x");
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - invalid expiration 'soon': no_integer");
        peer.openChannel(2).publish(2, "q", MessageProperties.builder().set(Property.EXPIRATION, "-1").build(), "x");
        peer.hearChannelError(2, 406, "PRECONDITION_FAILED - invalid expiration '-1': {value_negative,-1}");
        peer.openChannel(3).publish(3, "q", MessageProperties.builder().set(Property.EXPIRATION, "5s").build(), "x");
        peer.hearChannelError(3, 406, "PRECONDITION_FAILED - invalid expiration '5s': {leftover_string,\"s\"}");
    }

    @Test
    void refusesSomebodyElsesUserId() {
        peer.publish(1, "q", MessageProperties.builder().set(Property.USER_ID, "root").build(), "x");
        peer.hearChannelError(1, 406,
                "PRECONDITION_FAILED - user_id property set to 'root' but authenticated user was 'guest'");
    }

    @Test
    void refusesAMessageThatIsTooLarge() {
        peer.and(1, "", "q", false, MessageProperties.NONE, new byte[(1 << 20) + 1]).say();
        peer.hearChannelError(1, 406,
                "PRECONDITION_FAILED - message size 1048577 is larger than configured max size 1048576");
    }

    @Test
    void refusesWhoMayNotWrite() {
        broker.catalog.putUser(new User("bob", PasswordHash.of(HashAlgorithm.SHA256, "bob", new Random(1)),
                List.of(), Map.of()));
        broker.catalog.putPermissions("/", "bob", Permissions.of("", "", ".*"));
        AmqpPeer bob = broker.accept().greet();
        bob.hear(0, ConnectionMethod.Start.class);
        bob.say(0, AmqpPeer.startOk("bob", "bob")).hear(0, ConnectionMethod.Tune.class);
        bob.and(0, new ConnectionMethod.TuneOk(2047, 131_072, 60)).say(0, new ConnectionMethod.Open("/"))
                .hear(0, ConnectionMethod.OpenOk.class);
        bob.openChannel(1).publish(1, "amq.topic", "k", "x");
        bob.hearChannelError(1, 403, "ACCESS_REFUSED - write access to exchange 'amq.topic' in vhost '/' refused for "
                + "user 'bob'");
        bob.openChannel(1).publish(1, "", "k", "x");
        bob.hearChannelError(1, 403, "ACCESS_REFUSED - write access to exchange 'amq.default' in vhost '/' refused "
                + "for user 'bob'");
        bob.openChannel(1).say(1, new QueueMethod.Declare("bq", false, false, false, false, false, FieldTable.EMPTY));
        bob.hearChannelError(1, 403, "ACCESS_REFUSED - configure access to queue 'bq' in vhost '/' refused for user "
                + "'bob'");
    }

    @Test
    void isBlockedWhileTheBrokerIsShortOfSomething() {
        peer.declareQueue(1, "q");
        AmqpPeer reader = broker.connect().openChannel(1);
        broker.face.alarm("low on memory");
        broker.settle();
        peer.hearNothing();
        peer.publish(1, "", "q", "x");
        assertThat(peer.hear(0, ConnectionMethod.Blocked.class).reason()).isEqualTo("low on memory");
        assertThat(peer.transport.paused).isTrue();
        assertThat(reader.say(1, new BasicMethod.Get("q", true)).hearContent(1, BasicMethod.GetOk.class).text())
                .isEqualTo("x");
        assertThat(reader.transport.paused).isFalse();
        broker.face.alarm(null);
        broker.settle();
        peer.hear(0, ConnectionMethod.Unblocked.class);
        assertThat(peer.transport.paused).isFalse();
    }
}
