package io.volok.server.amqp;

import io.volok.codec.amqp.Method;

/**
 * Where a connection is in its life (section 2.2.4). Each state answers the methods on channel 0 that may come in it
 * and says which state follows; every other method is an error of the connection.
 *
 * <pre>
 *   header -> starting -> (authenticating) -> tuning -> opening -> running -> closing -> (gone)
 * </pre>
 */
sealed interface ConnectionState permits AwaitingHeader, Starting, Authenticating, Tuning, Opening, Running, Closing {

    /** The state's name for operators and in error texts, as in RabbitMQ. */
    String label();

    /**
     * A method on channel 0.
     *
     * @return the state that follows, often the same
     * @throws ProtocolError to close the connection
     */
    ConnectionState method(Method method);

    /** The answer to a method that cannot come in this state. */
    default ProtocolError unexpected() {
        return ProtocolError.channelError("unexpected method in connection state " + label());
    }
}
