package io.volok.server.amqp;

import io.volok.broker.queue.Delivery;
import io.volok.codec.amqp.BasicMethod;
import io.volok.server.amqp.Recipient.Verdict;
import io.volok.server.amqp.UnackedLedger.Entry;

/** The acknowledging part of class basic (sections 1.8.3.13 to 1.8.3.17, and RabbitMQ's basic.nack). */
final class AckHandler {

    private final AmqpChannel channel;
    private final Consuming consuming;
    private final Publishing publishing;
    private final UnackedLedger.Visitor<Delivery, Recipient> ack = visitor(Verdict.ACK);
    private final UnackedLedger.Visitor<Delivery, Recipient> giveBack = visitor(Verdict.RETURN);
    private final UnackedLedger.Visitor<Delivery, Recipient> fail = visitor(Verdict.FAIL);
    private final UnackedLedger.Visitor<Delivery, Recipient> discard = visitor(Verdict.DISCARD);
    private final UnackedLedger.Visitor<Delivery, Recipient> reject = visitor(Verdict.REJECT);

    AckHandler(AmqpChannel channel, Consuming consuming, Publishing publishing) {
        this.channel = channel;
        this.consuming = consuming;
        this.publishing = publishing;
    }

    void ack(BasicMethod.Ack m) {
        consuming.take(m.deliveryTag(), m.multiple(), ack);
    }

    void nack(BasicMethod.Nack m) {
        consuming.take(m.deliveryTag(), m.multiple(), m.requeue() ? giveBack : discard);
    }

    void reject(BasicMethod.Reject m) {
        consuming.take(m.deliveryTag(), false, m.requeue() ? fail : reject);
    }

    void recover(BasicMethod.Recover m) {
        recover(m.requeue());
        channel.send(new BasicMethod.RecoverOk());
    }

    void recoverAsync(BasicMethod.RecoverAsync m) {
        recover(m.requeue());
    }

    /** Everything unacknowledged goes back at once, also in a transaction: that is how RabbitMQ does it. */
    private void recover(boolean requeue) {
        if (!requeue) {
            throw ProtocolError.notImplemented("requeue=false");
        }
        consuming.take(0, true, (tag, delivery, recipient) -> consuming.settle(delivery, recipient, Verdict.RETURN));
    }

    private UnackedLedger.Visitor<Delivery, Recipient> visitor(Verdict verdict) {
        return (tag, delivery, recipient) -> {
            if (publishing.isTransactional()) {
                publishing.transaction().add(new Entry<>(tag, delivery, recipient), verdict);
            } else {
                consuming.settle(delivery, recipient, verdict);
            }
        };
    }
}
