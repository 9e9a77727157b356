package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 1.8.3: basic.consume, cancel, deliver, get, ack, reject, recover, qos, and RabbitMQ's basic.nack. */
class ConsumeTest {

    private final TestBroker broker = new TestBroker();
    private final AmqpPeer peer = broker.connect().openChannel(1).declareQueue(1, "q");

    @Test
    void deliversInOrderWithGrowingTags() {
        peer.consume(1, "q", "c", true);
        publish(3);
        for (int i = 1; i <= 3; i++) {
            AmqpPeer.Heard heard = peer.hearContent(1, BasicMethod.Deliver.class);
            assertThat(heard.text()).isEqualTo("m" + i);
            assertThat(heard.method()).isEqualTo(new BasicMethod.Deliver("c", i, false, "", "q"));
        }
    }

    @Test
    void makesUpAConsumerTag() {
        String tag = peer.say(1, new BasicMethod.Consume("q", "", false, true, false, false, FieldTable.EMPTY))
                .hear(1, BasicMethod.ConsumeOk.class).consumerTag();
        assertThat(tag).startsWith("amq.ctag-").hasSizeGreaterThan(20);
    }

    @Test
    void refusesAConsumerTagThatIsTaken() {
        peer.consume(1, "q", "c", true);
        peer.say(1, new BasicMethod.Consume("q", "c", false, true, false, false, FieldTable.EMPTY))
                .hearConnectionError(530, "NOT_ALLOWED - attempt to reuse consumer tag 'c'");
    }

    @Test
    void keepsThePrefetchOfEachConsumer() {
        peer.say(1, new BasicMethod.Qos(0, 2, false)).hear(1, BasicMethod.QosOk.class);
        peer.consume(1, "q", "c", false);
        publish(5);
        hearTexts("m1", "m2");
        peer.say(1, new BasicMethod.Ack(1, false));
        hearTexts("m3");
        peer.say(1, new BasicMethod.Ack(3, true));
        hearTexts("m4", "m5");
    }

    @Test
    void keepsThePrefetchOfTheChannel() {
        peer.declareQueue(1, "r");
        peer.say(1, new BasicMethod.Qos(0, 2, true)).hear(1, BasicMethod.QosOk.class);
        peer.consume(1, "q", "c1", false).consume(1, "r", "c2", false);
        publish(2);
        peer.publish(1, "", "r", "r1");
        hearTexts("m1", "m2");
        peer.say(1, new BasicMethod.Ack(1, false));
        hearTexts("r1");
    }

    @Test
    void queuesTakeTurnsAtThePrefetchOfTheChannel() {
        peer.declareQueue(1, "r").declareQueue(1, "s");
        for (String queue : List.of("q", "r", "s", "q", "r", "s")) {
            peer.publish(1, "", queue, "to " + queue);
        }
        peer.say(1, new BasicMethod.Qos(0, 1, true)).hear(1, BasicMethod.QosOk.class);
        peer.consume(1, "q", "c1", false);
        assertThat(peer.hearContent(1, BasicMethod.Deliver.class).text()).isEqualTo("to q");
        peer.consume(1, "r", "c2", false).consume(1, "s", "c3", false);
        assertThat(eachAcknowledged(1, 5)).containsExactly("c2", "c3", "c1", "c2", "c3");
    }

    @Test
    void consumersOfAQueueTakeTurnsAtThePrefetchOfTheChannel() {
        publish(4);
        peer.say(1, new BasicMethod.Qos(0, 1, true)).hear(1, BasicMethod.QosOk.class);
        peer.consume(1, "q", "c1", false);
        assertThat(peer.hearContent(1, BasicMethod.Deliver.class).text()).isEqualTo("m1");
        peer.consume(1, "q", "c2", false);
        assertThat(eachAcknowledged(1, 3)).containsExactly("c2", "c1", "c2");
    }

    @Test
    void aFullChannelHoldsBackWhoDoesNotAcknowledgeToo() {
        peer.declareQueue(1, "r");
        peer.say(1, new BasicMethod.Qos(0, 1, true)).hear(1, BasicMethod.QosOk.class);
        peer.consume(1, "q", "c1", false).consume(1, "r", "c2", true);
        publish(1);
        hearTexts("m1");
        peer.publish(1, "", "r", "r1").hearNothing();
        peer.say(1, new BasicMethod.Ack(1, false));
        hearTexts("r1");
    }

    @Test
    void theConsumersPrefetchLiftsThatOfTheChannel() {
        peer.say(1, new BasicMethod.Qos(0, 1, true)).hear(1, BasicMethod.QosOk.class);
        peer.say(1, new BasicMethod.Qos(0, 0, false)).hear(1, BasicMethod.QosOk.class);
        peer.consume(1, "q", "c", false);
        publish(3);
        hearTexts("m1", "m2", "m3");
    }

    @Test
    void prefetchOfKombuIsTheChannelsAndGrowsUnderItsConsumers() {
        AmqpPeer worker = broker.accept().logIn(FieldTable.builder().add("product", "py-amqp").build()).openChannel(1);
        worker.say(1, new BasicMethod.Qos(0, 2, false)).hear(1, BasicMethod.QosOk.class);
        worker.consume(1, "q", "tasks", false);
        publish(5);
        worker.hearContent(1, BasicMethod.Deliver.class);
        worker.hearContent(1, BasicMethod.Deliver.class);
        worker.hearNothing().say(1, new BasicMethod.Qos(0, 4, false)).hear(1, BasicMethod.QosOk.class);
        worker.hearContent(1, BasicMethod.Deliver.class);
        worker.hearContent(1, BasicMethod.Deliver.class);
        worker.hearNothing();
    }

    @Test
    void returnsMessagesToTheirPlace() {
        peer.consume(1, "q", "c", false);
        publish(3);
        hearTexts("m1", "m2", "m3");
        peer.say(1, new BasicMethod.Cancel("c", false)).hear(1, BasicMethod.CancelOk.class);
        peer.say(1, new BasicMethod.Nack(3, true, true));
        for (int i = 1; i <= 3; i++) {
            AmqpPeer.Heard got = peer.say(1, new BasicMethod.Get("q", true)).hearContent(1, BasicMethod.GetOk.class);
            assertThat(got.text()).isEqualTo("m" + i);
            assertThat(((BasicMethod.GetOk) got.method()).redelivered()).isTrue();
            assertThat(((BasicMethod.GetOk) got.method()).messageCount()).isEqualTo(3 - i);
        }
        peer.say(1, new BasicMethod.Get("q", true)).hear(1, BasicMethod.GetEmpty.class);
    }

    @Test
    void whoCancelsStillGetsWhatWasPublishedBefore() {
        peer.consume(1, "q", "first", true);
        peer.consume(1, "q", "second", true);
        peer.and(1, "", "q", false, MessageProperties.NONE, "m1".getBytes())
                .and(1, new BasicMethod.Cancel("first", false))
                .and(1, "", "q", false, MessageProperties.NONE, "m2".getBytes())
                .and(1, new BasicMethod.Cancel("second", false)).say();
        for (String who : List.of("first", "second")) {
            AmqpPeer.Heard got = peer.hearContent(1, BasicMethod.Deliver.class);
            assertThat(((BasicMethod.Deliver) got.method()).consumerTag()).isEqualTo(who);
            assertThat(peer.hear(1, BasicMethod.CancelOk.class).consumerTag()).isEqualTo(who);
        }
        peer.say(1, new BasicMethod.Get("q", true)).hear(1, BasicMethod.GetEmpty.class);
    }

    @Test
    void recoversEverything() {
        peer.consume(1, "q", "c", false);
        publish(2);
        hearTexts("m1", "m2");
        peer.say(1, new BasicMethod.Recover(true)).hear(1, BasicMethod.RecoverOk.class);
        AmqpPeer.Heard first = peer.hearContent(1, BasicMethod.Deliver.class);
        assertThat(first.text()).isEqualTo("m1");
        assertThat(((BasicMethod.Deliver) first.method()).redelivered()).isTrue();
        assertThat(((BasicMethod.Deliver) first.method()).deliveryTag()).isEqualTo(3);
        hearTexts("m2");
        peer.say(1, new BasicMethod.Recover(false)).hearConnectionError(540, "NOT_IMPLEMENTED - requeue=false");
    }

    @Test
    void refusesUnknownTags() {
        peer.say(1, new BasicMethod.Ack(1, false));
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - unknown delivery tag 1");
        peer.openChannel(1).consume(1, "q", "c", false);
        publishOn(1, 1);
        hearTexts("m1");
        peer.and(1, new BasicMethod.Ack(1, false)).say(1, new BasicMethod.Ack(1, false));
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - unknown delivery tag 1");
    }

    @Test
    void tagZeroMeansEverythingEvenWhenThereIsNothing() {
        peer.say(1, new BasicMethod.Ack(0, true)).hearNothing();
        peer.consume(1, "q", "c", false);
        publish(3);
        hearTexts("m1", "m2", "m3");
        peer.say(1, new BasicMethod.Ack(0, true)).hearNothing();
        peer.say(1, new BasicMethod.Recover(true)).hear(1, BasicMethod.RecoverOk.class);
        peer.hearNothing();
    }

    @Test
    void anEndedChannelGivesBackWhatItHeld() {
        peer.consume(1, "q", "c", false);
        publish(2);
        hearTexts("m1", "m2");
        peer.say(1, new ChannelMethod.Close(200, "", 0, 0)).hear(1, ChannelMethod.CloseOk.class);
        peer.openChannel(1);
        assertThat(peer.ready(1, "q")).isEqualTo(2);
    }

    @Test
    void aLostConnectionGivesBackWhatItHeldAndItsExclusiveQueuesGo() {
        AmqpPeer other = broker.connect().openChannel(1);
        other.say(1, new QueueMethod.Declare("mine", false, false, true, false, false, FieldTable.EMPTY))
                .hear(1, QueueMethod.DeclareOk.class);
        peer.say(1, new BasicMethod.Consume("mine", "", false, true, false, false, FieldTable.EMPTY));
        peer.hearChannelError(1, 405, "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'mine' in "
                + "vhost '/'. It could be originally declared on another connection or the exclusive property value "
                + "does not match that of the original declaration.");
        peer.openChannel(1);
        publish(1);
        other.consume(1, "q", "c", false);
        other.hearContent(1, BasicMethod.Deliver.class);
        other.session.onClosed(null);
        broker.settle();
        assertThat(peer.ready(1, "q")).isEqualTo(1);
        peer.say(1, new QueueMethod.Declare("mine", true, false, false, false, false, FieldTable.EMPTY));
        peer.hearChannelError(1, 404, "NOT_FOUND - no queue 'mine' in vhost '/'");
    }

    @Test
    void exclusiveConsumersAreAlone() {
        peer.say(1, new BasicMethod.Consume("q", "c", false, true, true, false, FieldTable.EMPTY))
                .hear(1, BasicMethod.ConsumeOk.class);
        AmqpPeer other = broker.connect().openChannel(1);
        other.say(1, new BasicMethod.Consume("q", "d", false, true, false, false, FieldTable.EMPTY));
        other.hearChannelError(1, 403, "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use");
    }

    @Test
    void exclusiveConsumersAndSingleActiveOnesDoNotMix() {
        peer.declareQueue(1, "single", FieldTable.of("x-single-active-consumer", FieldValue.of(true)));
        peer.say(1, new BasicMethod.Consume("single", "c", false, true, true, false, FieldTable.EMPTY));
        peer.hearChannelError(1, 403, "ACCESS_REFUSED - queue 'single' in vhost '/' in exclusive use");
    }

    @Test
    void tellsConsumersWhenTheirQueueGoes() {
        peer.consume(1, "q", "c", false);
        AmqpPeer other = broker.connect().openChannel(1);
        other.say(1, new QueueMethod.Delete("q", false, false, false)).hear(1, QueueMethod.DeleteOk.class);
        assertThat(peer.hear(1, BasicMethod.Cancel.class)).isEqualTo(new BasicMethod.Cancel("c", true));
        peer.say(1, new BasicMethod.Cancel("c", false)).hear(1, BasicMethod.CancelOk.class);
    }

    @Test
    void servesTheConsumerOfHigherPriorityFirst() {
        peer.consume(1, "q", "low", true);
        peer.say(1, new BasicMethod.Consume("q", "high", false, true, false, false, FieldTable.builder()
                .add("x-priority", 10L).build())).hear(1, BasicMethod.ConsumeOk.class);
        publish(1);
        assertThat(((BasicMethod.Deliver) peer.hearContent(1, BasicMethod.Deliver.class).method()).consumerTag())
                .isEqualTo("high");
    }

    @Test
    void aPriorityIsANumber() {
        peer.say(1, new BasicMethod.Consume("q", "c", false, true, false, false, FieldTable.builder()
                .add("x-priority", "high").build()));
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - invalid arg 'x-priority' for queue 'q' in vhost '/': "
                + "\"expected integer, got longstr\"");
    }

    @Test
    void noWaitIsAnsweredByNothing() {
        peer.and(1, new QueueMethod.Declare("n", false, false, false, false, true, FieldTable.EMPTY));
        peer.and(1, new QueueMethod.Bind("n", "amq.topic", "#", true, FieldTable.EMPTY));
        peer.and(1, new BasicMethod.Consume("n", "c", false, true, false, true, FieldTable.EMPTY)).say().hearNothing();
        peer.publish(1, "amq.topic", "a.b", "x");
        hearTexts("x");
        peer.say(1, new BasicMethod.Cancel("c", true)).hearNothing();
    }

    @Test
    void anEmptyNameMeansTheQueueDeclaredLast() {
        peer.openChannel(2).say(2, new BasicMethod.Get("", true));
        peer.hearChannelError(2, 404, "NOT_FOUND - no previously declared queue");
        String name = peer.say(1, new QueueMethod.Declare("", false, false, true, false, false, FieldTable.EMPTY))
                .hear(1, QueueMethod.DeclareOk.class).queue();
        assertThat(name).startsWith("amq.gen-");
        peer.say(1, new QueueMethod.Bind("", "amq.direct", "", false, FieldTable.EMPTY))
                .hear(1, QueueMethod.BindOk.class);
        peer.publish(1, "amq.direct", name, "x");
        assertThat(peer.say(1, new BasicMethod.Get("", true)).hearContent(1, BasicMethod.GetOk.class).text())
                .isEqualTo("x");
    }

    @Test
    void aSlowSocketHoldsItsConsumersBack() {
        byte[] large = new byte[100_000];
        peer.consume(1, "q", "c", true);
        peer.transport.writable(false);
        for (int i = 0; i < 20; i++) {
            peer.and(1, "", "q", false, MessageProperties.NONE, large);
        }
        peer.say();
        peer.hearNothing();
        peer.transport.writable(true);
        broker.settle();
        for (int i = 0; i < 20; i++) {
            assertThat(peer.hearContent(1, BasicMethod.Deliver.class).body()).hasSize(large.length);
        }
        assertThat(peer.transport.flushes).isGreaterThan(5);
    }

    @Test
    void aClientThatDoesNotTakeItsAnswersIsNotRead() {
        peer.publish(1, "", "q", "x".repeat(120_000));
        peer.transport.writable(false);
        for (int i = 0; i < 300 && !peer.transport.paused; i++) {
            peer.and(1, new BasicMethod.Get("q", false)).say(1, new BasicMethod.Recover(true));
        }
        assertThat(peer.transport.paused).isTrue();
        peer.transport.writable(true);
        assertThat(peer.transport.paused).isFalse();
    }

    @Test
    void repliesGoDirectlyToTheirRequester() {
        AmqpPeer server = broker.connect().openChannel(1);
        peer.say(1, new BasicMethod.Consume("amq.rabbitmq.reply-to", "", false, false, false, false, FieldTable.EMPTY));
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - reply consumer cannot acknowledge");
        peer.openChannel(1).consume(1, "amq.rabbitmq.reply-to", "replies", true);
        peer.publish(1, "q", MessageProperties.builder().set(Property.REPLY_TO, "amq.rabbitmq.reply-to").build(),
                "ask");
        String address = server.say(1, new BasicMethod.Get("q", true)).hearContent(1, BasicMethod.GetOk.class)
                .properties().text(Property.REPLY_TO).orElseThrow();
        assertThat(address).startsWith("amq.rabbitmq.reply-to.");
        assertThat(server.say(1, new QueueMethod.Declare(address, true, false, false, false, false, FieldTable.EMPTY))
                .hear(1, QueueMethod.DeclareOk.class).consumerCount()).isEqualTo(1);
        server.publish(1, "", address, "answer");
        AmqpPeer.Heard reply = peer.hearContent(1, BasicMethod.Deliver.class);
        assertThat(reply.text()).isEqualTo("answer");
        assertThat(((BasicMethod.Deliver) reply.method()).consumerTag()).isEqualTo("replies");
    }

    @Test
    void aRequestWithoutReplyConsumerIsRefused() {
        peer.publish(1, "q", MessageProperties.builder().set(Property.REPLY_TO, "amq.rabbitmq.reply-to").build(),
                "ask");
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - fast reply consumer does not exist");
    }

    private void publish(int count) {
        publishOn(1, count);
    }

    private void publishOn(int channel, int count) {
        for (int i = 1; i <= count; i++) {
            peer.and(channel, "", "q", false, MessageProperties.NONE, ("m" + i).getBytes());
        }
        peer.say();
    }

    /** Acknowledges a delivery and those that come of that, one by one; the consumers that these went to. */
    private List<String> eachAcknowledged(long firstTag, int more) {
        List<String> takers = new ArrayList<>();
        for (long tag = firstTag; tag < firstTag + more; tag++) {
            peer.say(1, new BasicMethod.Ack(tag, false));
            BasicMethod.Deliver next = (BasicMethod.Deliver) peer.hearContent(1, BasicMethod.Deliver.class).method();
            assertThat(next.deliveryTag()).isEqualTo(tag + 1);
            takers.add(next.consumerTag());
            peer.hearNothing();
        }
        return takers;
    }

    private void hearTexts(String... texts) {
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            heard.add(peer.hearContent(1, BasicMethod.Deliver.class).text());
        }
        assertThat(heard).containsExactly(texts);
        peer.hearNothing();
    }

    @Test
    void cancelsAConsumerThatHoldsADeliveryForTooLong() {
        declareSlow();
        peer.consume(1, "slow", "c", false);
        hearTexts("m");
        broker.pass(999);
        peer.hearNothing();
        broker.pass(1);
        assertThat(peer.hear(1, BasicMethod.Cancel.class)).isEqualTo(new BasicMethod.Cancel("c", true));
        peer.say(1, new BasicMethod.Ack(1, false)).hearNothing();
        peer.consume(1, "slow", "d", true);
        assertThat(peer.hearContent(1, BasicMethod.Deliver.class).method())
                .isEqualTo(new BasicMethod.Deliver("d", 2, true, "", "slow"));
    }

    @Test
    void closesTheChannelThatHoldsWhatItGotForTooLong() {
        declareSlow();
        peer.say(1, new BasicMethod.Get("slow", false)).hearContent(1, BasicMethod.GetOk.class);
        broker.pass(1_000);
        assertThat(peer.hear(1, ChannelMethod.Close.class)).isEqualTo(new ChannelMethod.Close(406,
                "PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value used: 1000 ms. "
                        + "This timeout value can be configured, see consumers doc guide to learn more", 0, 0));
    }

    private void declareSlow() {
        FieldTable arguments = FieldTable.builder().add("x-queue-type", "quorum").add("x-consumer-timeout", 1_000)
                .build();
        peer.say(1, new QueueMethod.Declare("slow", false, true, false, false, false, arguments))
                .hear(1, QueueMethod.DeclareOk.class);
        peer.publish(1, "", "slow", "m").hearNothing();
    }

    @Test
    void refusesArgumentsOfOtherTypesOfQueue() {
        FieldTable timeout = FieldTable.builder().add("x-consumer-timeout", 1).build();
        peer.say(1, new BasicMethod.Consume("q", "c", false, false, false, false, timeout)).hearChannelError(1, 406,
                "PRECONDITION_FAILED - invalid arg 'x-consumer-timeout' for queue 'q' in vhost '/' of queue type "
                        + "rabbit_classic_queue");
    }
}
