package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.vhost.TopicQueue;
import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.amqp.TxMethod;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import org.junit.jupiter.api.Test;

/** Conversations about queues of type topic. */
class TopicQueueTest {

    private static final FieldTable TOPIC = FieldTable.of("x-queue-type", FieldValue.of("topic"));

    private final TestBroker broker = new TestBroker();
    private final AmqpPeer peer = broker.connect().openChannel(1).declareQueue(1, "work", TOPIC);

    private void consume(String tag, boolean exclusive, FieldTable arguments) {
        peer.say(1, new BasicMethod.Consume("work", tag, false, false, exclusive, false, arguments));
    }

    private void publish(String body) {
        peer.publish(1, "", "work", body);
    }

    @Test
    void pipelinedGetsAreAnsweredInOrder() {
        publish("a");
        peer.and(1, new BasicMethod.Get("work", false)).and(1, new BasicMethod.Get("work", false))
                .and(1, new QueueMethod.Purge("work", false)).say();
        assertThat(peer.hearContent(1, BasicMethod.GetOk.class).text()).isEqualTo("a");
        peer.hear(1, BasicMethod.GetEmpty.class);
        peer.hear(1, QueueMethod.PurgeOk.class);
    }

    @Test
    void whoHoldsARecordForTooLongLosesItAndIsCancelled() {
        publish("a");
        publish("b");
        consume("slow", false, FieldTable.of("x-consumer-timeout", FieldValue.of(60_000)));
        peer.hear(1, BasicMethod.ConsumeOk.class);
        peer.hearContent(1, BasicMethod.Deliver.class);
        peer.hearContent(1, BasicMethod.Deliver.class);
        peer.say(1, new BasicMethod.Ack(1, false));
        broker.pass(59_999);
        peer.hearNothing();
        broker.pass(1);
        assertThat(peer.hear(1, BasicMethod.Cancel.class).consumerTag()).isEqualTo("slow");
        peer.openChannel(2).consume(2, "work", "next", false);
        AmqpPeer.Heard again = peer.hearContent(2, BasicMethod.Deliver.class);
        assertThat(again.text()).isEqualTo("b");
        peer.say(1, new BasicMethod.Ack(2, false)); // Too late: it is somebody else's.
        peer.say(2, new BasicMethod.Nack(((BasicMethod.Deliver) again.method()).deliveryTag(), false, true));
        assertThat(peer.hearContent(2, BasicMethod.Deliver.class).properties().headers().integer("x-delivery-count"))
                .hasValue(2);
    }

    @Test
    void theTimeoutOfTheQueueCountsIfTheConsumerSaysNothing() {
        FieldTable timed = TOPIC.toBuilder().add("x-consumer-timeout", 1_000).build();
        peer.declareQueue(1, "timed", timed).publish(1, "", "timed", "a").consume(1, "timed", "c", false);
        peer.hearContent(1, BasicMethod.Deliver.class);
        broker.pass(1_000);
        peer.hear(1, BasicMethod.Cancel.class);
    }

    @Test
    void anExclusiveConsumerIsTheOnlyOne() {
        consume("one", true, FieldTable.EMPTY);
        peer.hear(1, BasicMethod.ConsumeOk.class);
        consume("two", false, FieldTable.EMPTY);
        peer.hearChannelError(1, 403, "ACCESS_REFUSED - queue 'work' in vhost '/' in exclusive use");
    }

    @Test
    void prioritiesAreRefused() {
        consume("c", false, FieldTable.of("x-priority", FieldValue.of(3)));
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - invalid arg 'x-priority' for queue 'work' in vhost '/' of "
                + "queue type rabbit_topic_queue: consumers of a topic, Kafka's among them, take their turns");
    }

    @Test
    void acknowledgementsOfATransactionAreKeptWhenItsCommitIsAnswered() {
        publish("a");
        peer.say(1, new TxMethod.Select()).hear(1, TxMethod.SelectOk.class);
        peer.say(1, new BasicMethod.Get("work", false)).hearContent(1, BasicMethod.GetOk.class);
        peer.say(1, new BasicMethod.Ack(1, false));
        assertThat(((TopicQueue) broker.vhost.queue("work")).work().unackedCount()).isEqualTo(1);
        peer.say(1, new TxMethod.Commit()).hear(1, TxMethod.CommitOk.class);
        assertThat(((TopicQueue) broker.vhost.queue("work")).work().unackedCount()).isZero();
    }
}
