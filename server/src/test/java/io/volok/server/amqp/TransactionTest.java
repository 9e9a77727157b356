package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConfirmMethod;
import io.volok.codec.amqp.TxMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.table.FieldTable;
import org.junit.jupiter.api.Test;

/** Section 1.9: class tx. */
class TransactionTest {

    private final TestBroker broker = new TestBroker();
    private final AmqpPeer peer = broker.connect().openChannel(1).openChannel(2)
            .declareQueue(1, "q").declareQueue(1, "r");

    private void select() {
        peer.say(1, new TxMethod.Select()).hear(1, TxMethod.SelectOk.class);
    }

    @Test
    void publishesAppearInAllQueuesAtCommit() {
        select();
        peer.publish(1, "", "q", "a").publish(1, "", "r", "b");
        assertThat(peer.ready(2, "q")).isZero();
        assertThat(peer.ready(2, "r")).isZero();
        peer.say(1, new TxMethod.Commit()).hear(1, TxMethod.CommitOk.class);
        assertThat(peer.ready(2, "q")).isEqualTo(1);
        assertThat(peer.ready(2, "r")).isEqualTo(1);
    }

    @Test
    void aRollbackForgetsPublishesAndAcknowledgements() {
        peer.publish(2, "", "q", "a");
        select();
        peer.say(1, new BasicMethod.Get("q", false)).hearContent(1, BasicMethod.GetOk.class);
        peer.and(1, new BasicMethod.Ack(1, false)).publish(1, "", "r", "b");
        peer.say(1, new TxMethod.Rollback()).hear(1, TxMethod.RollbackOk.class);
        assertThat(peer.ready(2, "r")).isZero();
        // The delivery is unacknowledged again, and can be acknowledged again.
        peer.and(1, new BasicMethod.Ack(1, false)).say(1, new TxMethod.Commit()).hear(1, TxMethod.CommitOk.class);
        peer.say(1, new BasicMethod.Recover(true)).hear(1, BasicMethod.RecoverOk.class);
        assertThat(peer.ready(2, "q")).isZero();
    }

    @Test
    void anUncommittedAcknowledgementDiesWithItsChannel() {
        peer.publish(2, "", "q", "a");
        select();
        peer.say(1, new BasicMethod.Get("q", false)).hearContent(1, BasicMethod.GetOk.class);
        peer.and(1, new BasicMethod.Ack(1, false)).say(1, new ChannelMethod.Close(200, "", 0, 0))
                .hear(1, ChannelMethod.CloseOk.class);
        assertThat(peer.ready(2, "q")).isEqualTo(1);
    }

    @Test
    void aTagIsAcknowledgedOnceAlsoInATransaction() {
        peer.publish(2, "", "q", "a");
        select();
        peer.say(1, new BasicMethod.Get("q", false)).hearContent(1, BasicMethod.GetOk.class);
        peer.and(1, new BasicMethod.Ack(1, false)).say(1, new BasicMethod.Ack(1, false));
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - unknown delivery tag 1");
    }

    @Test
    void returnsAtCommit() {
        select();
        peer.and(1, "amq.direct", "none", true, MessageProperties.NONE, new byte[1]).say().hearNothing();
        peer.say(1, new TxMethod.Commit()).hearContent(1, BasicMethod.Return.class);
        peer.hear(1, TxMethod.CommitOk.class);
    }

    @Test
    void doesNotMixWithConfirms() {
        select();
        peer.say(1, new ConfirmMethod.Select(false));
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - cannot switch from tx to confirm mode");
        peer.say(2, new ConfirmMethod.Select(false)).hear(2, ConfirmMethod.SelectOk.class);
        peer.say(2, new TxMethod.Select());
        peer.hearChannelError(2, 406, "PRECONDITION_FAILED - cannot switch from confirm to tx mode");
    }

    @Test
    void wantsToBeSelectedFirst() {
        peer.say(1, new TxMethod.Commit());
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - channel is not transactional");
    }

    @Test
    void nothingIsAcknowledgedIfAQueueRefuses() {
        FieldTable oneOnly = FieldTable.builder().add("x-max-length", 1).add("x-overflow", "reject-publish").build();
        peer.declareQueue(2, "full", oneOnly).publish(2, "", "full", "there").publish(2, "", "q", "work");
        select();
        peer.say(1, new BasicMethod.Get("q", false)).hearContent(1, BasicMethod.GetOk.class);
        peer.publish(1, "", "r", "result").publish(1, "", "full", "result").and(1, new BasicMethod.Ack(1, false));
        peer.say(1, new TxMethod.Commit());
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - partial tx completion");
        assertThat(peer.ready(2, "q")).isEqualTo(1);
        assertThat(peer.ready(2, "r")).isEqualTo(1);
    }

    @Test
    void onAFullDiskNothingOfACommitIsDone() {
        peer.publish(2, "", "q", "work");
        select();
        peer.say(1, new BasicMethod.Get("q", false)).hearContent(1, BasicMethod.GetOk.class);
        peer.publish(1, "", "q", "result").publish(1, "", "r", "result").and(1, new BasicMethod.Ack(1, false));
        broker.store.faults().capacityBytes(broker.store.usedBytes() + 250); // One share fits, two do not.
        peer.say(1, new TxMethod.Commit());
        peer.hearChannelError(1, 406, "PRECONDITION_FAILED - partial tx completion");
        broker.store.faults().capacityBytes(Long.MAX_VALUE);
        assertThat(peer.ready(2, "q")).isEqualTo(1);
        assertThat(peer.ready(2, "r")).isZero();
    }

    @Test
    void whatACommitRejectsIsDeadLetteredWithIt() {
        FieldTable letters = FieldTable.builder().add("x-dead-letter-exchange", "")
                .add("x-dead-letter-routing-key", "r").build();
        peer.declareQueue(2, "work", letters).publish(2, "", "work", "1").publish(2, "", "work", "2");
        select();
        peer.say(1, new BasicMethod.Get("work", false)).hearContent(1, BasicMethod.GetOk.class);
        peer.say(1, new BasicMethod.Get("work", false)).hearContent(1, BasicMethod.GetOk.class);
        peer.and(1, new BasicMethod.Reject(1, false)).and(1, new BasicMethod.Nack(2, false, true));
        assertThat(peer.ready(2, "r")).isZero();
        peer.say(1, new TxMethod.Commit()).hear(1, TxMethod.CommitOk.class);
        assertThat(peer.ready(2, "r")).isEqualTo(1);
        assertThat(peer.ready(2, "work")).isEqualTo(1);
    }

    @Test
    void aTransactionWithoutEndIsRefused() {
        TestBroker small = new TestBroker(AmqpSettings.defaults().withContentBytes(10_000));
        AmqpPeer client = small.connect().openChannel(1).openChannel(2).declareQueue(1, "q");
        client.say(1, new TxMethod.Select()).hear(1, TxMethod.SelectOk.class);
        String body = "x".repeat(900);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                client.publish(1, "", "q", body);
            }
            client.say(1, new TxMethod.Commit()).hear(1, TxMethod.CommitOk.class);
        }
        for (int i = 0; i < 5; i++) {
            client.publish(1, "", "q", body);
        }
        client.hearChannelError(1, 406, "PRECONDITION_FAILED - no memory for this transaction: it has 4 uncommitted "
                + "messages of 4552 bytes, this connection 4552 bytes; commit more often, or use confirms");
        assertThat(client.ready(2, "q")).isEqualTo(12);
    }
}
