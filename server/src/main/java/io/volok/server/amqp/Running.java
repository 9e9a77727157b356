package io.volok.server.amqp;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.Method;
import io.volok.codec.amqp.PublishArguments;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A virtual host is open: frames on channels other than 0 go to their channels, which come and go.
 *
 * <p>What a client may still have had in flight when it closed a channel itself is ignored afterwards; any other use of
 * a channel that is not open is an error of the connection (section 4.3).
 */
final class Running implements ConnectionState {

    private static final int INITIAL_CHANNELS = 4;

    private final AmqpSession session;
    private final Connection connection;
    private AmqpChannel[] channels = new AmqpChannel[INITIAL_CHANNELS];
    /** In which read the client closed a channel; 0 when it did not. */
    private long[] closedIn = new long[INITIAL_CHANNELS];
    private long read = 1;
    private int open;

    Running(AmqpSession session, Connection connection) {
        this.session = session;
        this.connection = connection;
    }

    @Override
    public String label() {
        return connection.throttle.label();
    }

    @Override
    public ConnectionState method(Method method) {
        return switch (method) {
            case ConnectionMethod.Close close -> session.closedByClient();
            case ConnectionMethod.UpdateSecret update -> {
                // Passwords do not expire here: there is nothing to renew, and the client may stay.
                connection.send(new ConnectionMethod.UpdateSecretOk());
                yield this;
            }
            default -> throw unexpected();
        };
    }

    // ---- frames of channels ----

    void publish(int number, PublishArguments arguments) {
        AmqpChannel channel = channel(number);
        if (channel != null) {
            channel.publish(arguments);
        } else {
            checkWasClosed(number);
        }
    }

    void contentHeader(int number, int classId, long bodySize, ByteBuffer properties) {
        AmqpChannel channel = channel(number);
        if (channel != null) {
            channel.contentHeader(classId, bodySize, properties);
        } else {
            checkWasClosed(number);
        }
    }

    void contentBody(int number, ByteBuffer piece) {
        AmqpChannel channel = channel(number);
        if (channel != null) {
            channel.contentBody(piece);
        } else {
            checkWasClosed(number);
        }
    }

    void channelMethod(int number, Method method) {
        AmqpChannel channel = channel(number);
        if (channel != null) {
            channel.method(method);
            if (channel.isGone()) {
                remove(number);
            }
            return;
        }
        switch (method) {
            case ChannelMethod.Open request -> open(number);
            case ChannelMethod.CloseOk late -> {
                // The other half of two closes that crossed on the wire.
            }
            case BasicMethod.Ack late -> checkWasClosed(number);
            case BasicMethod.Nack late -> checkWasClosed(number);
            case BasicMethod.Reject late -> checkWasClosed(number);
            default -> {
                // What was sent together with the close is dropped, as RabbitMQ drops it; what comes later is a
                // mistake.
                if (number >= closedIn.length || closedIn[number] != read) {
                    throw notOpen();
                }
            }
        }
    }

    /** Everything that had arrived is handled. */
    void readComplete() {
        read++;
    }

    private void checkWasClosed(int number) {
        if (number >= closedIn.length || closedIn[number] == 0) {
            throw notOpen();
        }
    }

    private static ProtocolError notOpen() {
        return ProtocolError.channelError("expected 'channel.open'");
    }

    // ---- channels come and go ----

    /** The channel of a number, closing ones included, or null. */
    AmqpChannel channel(int number) {
        return number < channels.length ? channels[number] : null;
    }

    void forEach(Consumer<AmqpChannel> action) {
        for (AmqpChannel channel : channels) {
            if (channel != null) {
                action.accept(channel);
            }
        }
    }

    private void open(int number) {
        if (connection.channelMax != 0 && open >= connection.channelMax) {
            throw ProtocolError.notAllowed("number of channels opened (" + open
                    + ") has reached the negotiated channel_max (" + connection.channelMax + ")").blame(0, 0);
        }
        ProtocolError.check(connection.host.channelOpened(connection.user));
        if (number >= channels.length) {
            int length = Math.max(number + 1, channels.length * 2);
            channels = Arrays.copyOf(channels, length);
            closedIn = Arrays.copyOf(closedIn, length);
        }
        channels[number] = new AmqpChannel(number, connection);
        closedIn[number] = 0;
        open++;
        connection.events.channel(true, number);
        connection.out.method(number, new ChannelMethod.OpenOk());
    }

    private void remove(int number) {
        channels[number] = null;
        closedIn[number] = read;
        open--;
        connection.host.channelClosed(connection.user);
        connection.events.channel(false, number);
    }

    /** The connection is over: every channel gives back what it holds. */
    void releaseAll() {
        for (int number = 0; number < channels.length; number++) {
            if (channels[number] != null) {
                channels[number].release();
                remove(number);
            }
        }
    }
}
