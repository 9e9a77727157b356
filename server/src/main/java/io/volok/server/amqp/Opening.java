package io.volok.server.amqp;

import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.Method;

/** The client names its virtual host (section 1.4.2.7). */
record Opening(AmqpSession session, Connection connection) implements ConnectionState {

    @Override
    public String label() {
        return "opening";
    }

    @Override
    public ConnectionState method(Method method) {
        return switch (method) {
            case ConnectionMethod.Open request -> open(request.virtualHost());
            case ConnectionMethod.Close close -> session.closedByClient();
            default -> throw unexpected();
        };
    }

    private ConnectionState open(String name) {
        VirtualHost vhost = ProtocolError.check(connection.host.enter(name, connection.user));
        connection.enter(vhost);
        connection.send(new ConnectionMethod.OpenOk());
        return session.opened(new Running(session, connection), vhost.shard());
    }
}
