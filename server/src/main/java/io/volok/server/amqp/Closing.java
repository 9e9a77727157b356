package io.volok.server.amqp;

import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.Method;

/**
 * The connection is over for one side or both; whatever was in flight is dropped (section 2.2.4).
 *
 * @param byBroker whether this end has sent connection.close and waits for close-ok
 */
record Closing(AmqpSession session, Connection connection, boolean byBroker) implements ConnectionState {

    @Override
    public String label() {
        return byBroker ? "closing" : "closed";
    }

    @Override
    public ConnectionState method(Method method) {
        switch (method) {
            case ConnectionMethod.Close crossing -> connection.send(new ConnectionMethod.CloseOk());
            case ConnectionMethod.CloseOk done -> session.disconnect();
            default -> { }
        }
        return this;
    }
}
