package io.volok.server.amqp;

import io.volok.broker.Refusals;
import io.volok.broker.ResourceName;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.QueueStatus;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.amqp.ReplyCode;
import io.volok.codec.table.FieldTable;

/** Class queue (section 1.7). An empty queue name means the queue that was declared last on this channel. */
final class QueueHandler {

    private final AmqpChannel channel;
    private final Connection connection;
    private String lastDeclared = "";

    QueueHandler(AmqpChannel channel, Connection connection) {
        this.channel = channel;
        this.connection = connection;
    }

    void handle(QueueMethod method) {
        switch (method) {
            case QueueMethod.Declare m -> declare(m);
            case QueueMethod.Bind m -> {
                ProtocolError.check(connection.vhost.bind(
                        binding(m.exchange(), m.queue(), m.routingKey(), m.arguments()), connection.caller));
                channel.answer(m.noWait(), new QueueMethod.BindOk());
            }
            case QueueMethod.Unbind m -> {
                ProtocolError.check(connection.vhost.unbind(
                        binding(m.exchange(), m.queue(), m.routingKey(), m.arguments()), connection.caller));
                channel.send(new QueueMethod.UnbindOk());
            }
            case QueueMethod.Purge m -> {
                long purged = ProtocolError.check(connection.vhost.purgeQueue(named(m.queue()), connection.caller));
                channel.answer(m.noWait(), new QueueMethod.PurgeOk(purged));
            }
            case QueueMethod.Delete m -> {
                long dropped = ProtocolError.check(connection.vhost.deleteQueue(named(m.queue()), m.ifUnused(),
                        m.ifEmpty(), connection.caller));
                channel.answer(m.noWait(), new QueueMethod.DeleteOk(dropped));
            }
            case QueueMethod.DeclareOk m -> throw AmqpChannel.unimplemented();
            case QueueMethod.BindOk m -> throw AmqpChannel.unimplemented();
            case QueueMethod.PurgeOk m -> throw AmqpChannel.unimplemented();
            case QueueMethod.DeleteOk m -> throw AmqpChannel.unimplemented();
            case QueueMethod.UnbindOk m -> throw AmqpChannel.unimplemented();
        }
    }

    /** The queue a method means by this name. */
    String named(String name) {
        if (!name.isEmpty()) {
            return name;
        }
        if (lastDeclared.isEmpty()) {
            throw new ProtocolError(ReplyCode.NOT_FOUND, "no previously declared queue");
        }
        return lastDeclared;
    }

    private void declare(QueueMethod.Declare m) {
        QueueStatus status;
        if (m.queue().startsWith(ReplySubscription.PSEUDO_QUEUE)) {
            status = declareReplies(m.queue());
        } else if (m.passive()) {
            status = ProtocolError.check(connection.vhost.checkQueue(m.queue(), connection.caller));
        } else {
            status = ProtocolError.check(connection.vhost.declareQueue(new QueueDeclaration(m.queue(), m.durable(),
                    m.exclusive(), m.autoDelete(), m.arguments()), connection.caller));
        }
        lastDeclared = status.name();
        channel.answer(m.noWait(),
                new QueueMethod.DeclareOk(status.name(), status.messageCount(), status.consumerCount()));
    }

    /** How the server of a request finds out whether its client still waits for the reply. */
    private QueueStatus declareReplies(String address) {
        boolean anybody = address.equals(ReplySubscription.PSEUDO_QUEUE);
        if (!anybody && !connection.vhost.hasReplies(address)) {
            throw ProtocolError.of(Refusals.notFound(ResourceName.queue(connection.vhost.name(), address)));
        }
        return new QueueStatus(address, 0, 1);
    }

    private Binding binding(String exchange, String queue, String routingKey,
            FieldTable arguments) {
        String named = named(queue);
        // With neither queue nor key given, both are the queue that was declared last (section 1.7.2.3.3).
        String key = queue.isEmpty() && routingKey.isEmpty() ? named : routingKey;
        return new Binding(exchange, Destination.queue(named), key, arguments);
    }
}
