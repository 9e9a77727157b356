package io.volok.server.amqp;

import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.vhost.ExchangeSpec;
import io.volok.codec.amqp.ExchangeMethod;

/** Class exchange (section 1.6, and RabbitMQ's exchange-to-exchange bindings). */
final class ExchangeHandler {

    private final AmqpChannel channel;
    private final Connection connection;

    ExchangeHandler(AmqpChannel channel, Connection connection) {
        this.channel = channel;
        this.connection = connection;
    }

    void handle(ExchangeMethod method) {
        switch (method) {
            case ExchangeMethod.Declare m -> declare(m);
            case ExchangeMethod.Delete m -> {
                ProtocolError.check(connection.vhost.deleteExchange(m.exchange(), m.ifUnused(), connection.caller));
                channel.answer(m.noWait(), new ExchangeMethod.DeleteOk());
            }
            case ExchangeMethod.Bind m -> {
                Binding binding = new Binding(m.source(), Destination.exchange(m.destination()), m.routingKey(),
                        m.arguments());
                ProtocolError.check(connection.vhost.bind(binding, connection.caller));
                channel.answer(m.noWait(), new ExchangeMethod.BindOk());
            }
            case ExchangeMethod.Unbind m -> {
                Binding binding = new Binding(m.source(), Destination.exchange(m.destination()), m.routingKey(),
                        m.arguments());
                ProtocolError.check(connection.vhost.unbind(binding, connection.caller));
                channel.answer(m.noWait(), new ExchangeMethod.UnbindOk());
            }
            case ExchangeMethod.DeclareOk m -> throw AmqpChannel.unimplemented();
            case ExchangeMethod.DeleteOk m -> throw AmqpChannel.unimplemented();
            case ExchangeMethod.BindOk m -> throw AmqpChannel.unimplemented();
            case ExchangeMethod.UnbindOk m -> throw AmqpChannel.unimplemented();
        }
    }

    private void declare(ExchangeMethod.Declare m) {
        if (m.passive()) {
            ProtocolError.check(connection.vhost.checkExchange(m.exchange(), connection.caller));
        } else {
            ExchangeSpec spec = new ExchangeSpec(m.exchange(), m.type(), m.durable(), m.autoDelete(), m.internal(),
                    m.arguments());
            ProtocolError.check(connection.vhost.declareExchange(spec, connection.caller));
        }
        channel.answer(m.noWait(), new ExchangeMethod.DeclareOk());
    }
}
