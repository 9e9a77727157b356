package io.volok.server.amqp;

import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConfirmMethod;
import io.volok.codec.amqp.TxMethod;

/** Classes confirm and tx (section 1.9), and channel.flow: what changes how a channel works. */
final class ModeHandler {

    private final AmqpChannel channel;
    private final PublishHandler publishes;
    private final Publishing publishing;
    private final Consuming consuming;
    private final VirtualHost vhost;

    ModeHandler(AmqpChannel channel, PublishHandler publishes, Publishing publishing, Consuming consuming,
            VirtualHost vhost) {
        this.vhost = vhost;
        this.channel = channel;
        this.publishes = publishes;
        this.publishing = publishing;
        this.consuming = consuming;
    }

    void handle(ConfirmMethod method) {
        switch (method) {
            case ConfirmMethod.Select m -> {
                publishing.selectConfirms();
                channel.answer(m.noWait(), new ConfirmMethod.SelectOk());
            }
            case ConfirmMethod.SelectOk m -> throw AmqpChannel.unimplemented();
        }
    }

    void handle(TxMethod method) {
        switch (method) {
            case TxMethod.Select m -> {
                publishing.selectTransactions();
                channel.send(new TxMethod.SelectOk());
            }
            case TxMethod.Commit m -> {
                Transaction transaction = publishing.transaction();
                transaction.commit(vhost, publishes::publish, consuming, () -> committed(transaction));
            }
            case TxMethod.Rollback m -> {
                publishing.transaction().rollback(consuming);
                channel.send(new TxMethod.RollbackOk());
            }
            case TxMethod.SelectOk m -> throw AmqpChannel.unimplemented();
            case TxMethod.CommitOk m -> throw AmqpChannel.unimplemented();
            case TxMethod.RollbackOk m -> throw AmqpChannel.unimplemented();
        }
    }

    private void committed(Transaction transaction) {
        if (!channel.isOpen()) {
            return;
        }
        if (transaction.failed()) {
            TxMethod.Commit cause = new TxMethod.Commit();
            channel.fail(ProtocolError.preconditionFailed("partial tx completion"), cause.classId(),
                    cause.methodId());
        } else {
            channel.send(new TxMethod.CommitOk());
        }
    }

    void flow(ChannelMethod.Flow m) {
        if (!m.active()) {
            throw ProtocolError.notImplemented("active=false");
        }
        channel.send(new ChannelMethod.FlowOk(true));
    }
}
