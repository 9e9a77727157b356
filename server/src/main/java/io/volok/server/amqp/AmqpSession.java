package io.volok.server.amqp;

import io.volok.broker.Outcome;
import io.volok.broker.shard.Shard;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.FrameDecoder;
import io.volok.codec.amqp.Method;
import io.volok.codec.amqp.ReplyCode;
import io.volok.codec.table.FieldValue;
import io.volok.server.net.SessionInput;
import io.volok.server.net.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AMQP 0-9-1 connection: bytes in, bytes out. It feeds frames to the state the connection is in, turns errors into
 * close methods, and sends what was written once per batch of work.
 *
 * <p>It starts on the shard of its socket and moves to the shard of its virtual host when the client opens that one.
 */
public final class AmqpSession implements SessionInput {

    private static final Logger LOG = LoggerFactory.getLogger(AmqpSession.class);
    private static final int HANDSHAKE_FRAME_MAX = 8 * 1024;
    private static final int VERSION_MAJOR = 0;
    private static final int VERSION_MINOR = 9;

    private final Connection connection;
    private final FrameDecoder decoder;
    private ConnectionState state = AwaitingHeader.INSTANCE;
    private Running running;
    private Shard.Timer deadline;
    /** Bytes that came behind connection.open, while the session moves to another shard; null when it does not. */
    private byte[] held;
    private boolean over;
    /** Bytes that came before the client's login was answered. */
    private final ByteArrayOutputStream early = new ByteArrayOutputStream(0);

    private AmqpSession(AmqpHost host, Transport transport, Shard home) {
        connection = new Connection(host, transport, home);
        connection.failures = this::failed;
        decoder = new FrameDecoder(new SessionFrames(this, connection), HANDSHAKE_FRAME_MAX);
        deadline = home.schedule(connection.settings.handshakeTimeoutMs(), this::handshakeTimedOut);
    }

    /** Starts the session of a connection that was just accepted; {@code home} is the shard of its socket. */
    public static AmqpSession open(AmqpHost host, Transport transport, Shard home) {
        AmqpSession session = new AmqpSession(host, transport, home);
        host.present(session);
        return session;
    }

    // ---- what the socket says ----

    @Override
    public void onBytes(ByteBuffer bytes) {
        connection.received(bytes.remaining());
        arrive();
        take(bytes);
    }

    private void take(ByteBuffer bytes) {
        if (running != null || state instanceof Closing) {
            decoder.decode(bytes);
            return;
        }
        // The handshake is fed octet by octet, so that nothing behind connection.open is decoded on the wrong shard,
        // and nothing behind a login before it is answered.
        ByteBuffer octet = bytes.duplicate();
        while (bytes.hasRemaining() && running == null && !(state instanceof Authenticating)) {
            octet.limit(bytes.position() + 1).position(bytes.position());
            bytes.get();
            decoder.decode(octet);
        }
        if (held != null) {
            held = rest(bytes);
        } else if (state instanceof Authenticating) {
            early.writeBytes(rest(bytes));
        } else {
            decoder.decode(bytes);
        }
    }

    private static byte[] rest(ByteBuffer bytes) {
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }

    /** The client's login is answered. */
    void authenticated(Authenticating asked, Outcome<String> login) {
        if (over || state != asked) {
            return;
        }
        connection.transport.resumeReading();
        try {
            state = asked.follow(login);
        } catch (ProtocolError refused) {
            failed(0, refused, 0, 0);
        }
        byte[] bytes = early.toByteArray();
        early.reset();
        take(ByteBuffer.wrap(bytes));
    }

    @Override
    public void onReadComplete() {
        arrive();
        if (running != null) {
            running.readComplete();
        }
    }

    @Override
    public void onClosed(Throwable cause) {
        if (cause != null) {
            LOG.debug("AMQP connection {} was lost", connection.name, cause);
        }
        tearDown();
        over = true;
        stopDeadline();
        connection.host.gone(this);
    }

    // ---- states ----

    Running running() {
        return running;
    }

    String stateLabel() {
        return state.label();
    }

    boolean isClosing() {
        return state instanceof Closing;
    }

    /** A method on channel 0. */
    void method(Method method) {
        state = state.method(method);
    }

    /** The client has said which protocol it speaks. */
    void greeted(boolean supported) {
        if (!supported) {
            connection.out.protocolHeader();
            disconnect();
            return;
        }
        String mechanisms = connection.mechanisms().stream().map(Sasl::name).collect(Collectors.joining(" "));
        connection.send(new ConnectionMethod.Start(VERSION_MAJOR, VERSION_MINOR,
                ServerProperties.of(connection.settings), FieldValue.of(mechanisms), FieldValue.of("en_US")));
        state = new Starting(this, connection);
    }

    /** The client has agreed to limits. */
    void tuned() {
        decoder.frameMax(connection.frameMax);
        connection.out.frameMax(connection.frameMax);
    }

    /** A virtual host is open. From here on the session lives on its shard. */
    ConnectionState opened(Running opened, Shard vhostShard) {
        stopDeadline();
        running = opened;
        connection.endOfBatch.serve(opened);
        if (vhostShard == connection.shard) {
            begin();
        } else {
            held = new byte[0];
            connection.out.flush();
            connection.shard = vhostShard;
            connection.transport.moveTo(vhostShard);
        }
        return opened;
    }

    /** The first call on the new shard: goes on where the old one stopped. */
    private void arrive() {
        if (held == null || over) {
            return;
        }
        byte[] bytes = held;
        held = null;
        connection.endOfBatch.moved();
        begin();
        decoder.decode(ByteBuffer.wrap(bytes));
    }

    private void begin() {
        connection.throttle.begin(connection.host.contents(connection.shard), this::contentsStuck);
        connection.startHeartbeat(this::peerSilent);
        connection.events.opened();
        connection.throttle.alarm(connection.host.alarm());
    }

    /** The client has closed the connection. */
    ConnectionState closedByClient() {
        tearDown();
        connection.send(new ConnectionMethod.CloseOk());
        closeSocketLater(connection.settings.closeTimeoutMs());
        return new Closing(this, connection, false);
    }

    /** Both sides know that it is over. */
    void disconnect() {
        connection.out.flush();
        connection.transport.close();
    }

    // ---- errors ----

    /** A frame was a mistake: its channel or the connection is closed. */
    void failed(int channel, ProtocolError error, int handledClassId, int handledMethodId) {
        int classId = error.classId(handledClassId);
        int methodId = error.methodId(handledMethodId);
        AmqpChannel broken = running == null ? null : running.channel(channel);
        if (state instanceof Closing) {
            return;
        }
        if (!error.code().isConnectionError() && broken != null) {
            LOG.info("AMQP connection {}, channel {}: {}", connection.name, channel, error.replyText());
            broken.fail(error, classId, methodId);
        } else {
            closeConnection(error, classId, methodId);
        }
    }

    private void closeConnection(ProtocolError error, int classId, int methodId) {
        LOG.info("AMQP connection {}: {}", connection.name, error.replyText());
        boolean loginRefused = (state instanceof Starting || state instanceof Authenticating)
                && error.code() == ReplyCode.ACCESS_REFUSED;
        boolean tellClient = state != AwaitingHeader.INSTANCE
                && (!loginRefused || connection.clientCan("authentication_failure_close"));
        tearDown();
        state = new Closing(this, connection, true);
        if (tellClient) {
            connection.send(new ConnectionMethod.Close(error.code().code(), error.replyText(), classId, methodId));
        }
        // Nothing is read any more after bytes that were no frame, so there is no answer to wait for.
        boolean awaitAnswer = tellClient && error.code() != ReplyCode.FRAME_ERROR;
        closeSocketLater(awaitAnswer
                ? connection.settings.closeTimeoutMs() : connection.settings.silentCloseDelayMs());
    }

    /** Gives back everything the connection holds. Called once or more. */
    private void tearDown() {
        connection.stopHeartbeat();
        if (running != null) {
            running.releaseAll();
            connection.throttle.end();
            connection.vhost.connectionClosed(connection);
            connection.events.closed();
            running = null;
            connection.endOfBatch.serve(null);
        }
        connection.leave();
    }

    private void closeSocketLater(long delayMs) {
        stopDeadline();
        deadline = connection.shard.schedule(delayMs, connection.transport::close);
    }

    private void handshakeTimedOut() {
        LOG.info("AMQP connection {} did not finish its handshake in time", connection.name);
        connection.transport.close();
    }

    private void peerSilent() {
        LOG.info("AMQP connection {} missed its heartbeats", connection.name);
        connection.transport.close();
    }

    private void contentsStuck() {
        if (!over && !(state instanceof Closing)) {
            closeConnection(new ProtocolError(ReplyCode.RESOURCE_ERROR,
                    "contents that were begun and are not finished hold all memory that there is for them"), 0, 0);
        }
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    // ---- operators ----

    /** The connection's name: both its ends. */
    public String name() {
        return connection.name;
    }

    /** Shows the connection, on its own shard. Any thread may call. */
    public void inspect(Consumer<ConnectionInfo> viewer) {
        post(() -> viewer.accept(info()));
    }

    /** Closes the connection for a reason that the client is told. Any thread may call. */
    public void shutDown(String reason) {
        post(() -> endWith(reason));
    }

    private void endWith(String reason) {
        if (!over && !(state instanceof Closing)) {
            closeConnection(new ProtocolError(ReplyCode.CONNECTION_FORCED, reason), 0, 0);
        }
    }

    /** Closes the connection if its user or virtual host was deleted. Any thread may call. */
    public void leaveIfUnwelcome() {
        post(() -> {
            String why = connection.user.isEmpty() ? null
                    : connection.host.unwelcome(connection.vhost == null ? "" : connection.vhost.name(),
                            connection.user);
            if (why != null) {
                endWith(why);
            }
        });
    }

    /** The node's alarm has changed. Any thread may call. */
    public void alarmChanged() {
        post(() -> {
            if (running != null) {
                connection.throttle.alarm(connection.host.alarm());
            }
        });
    }

    /** Runs a task where the session lives, which may have moved by the time the task is due. */
    private void post(Runnable task) {
        Shard shard = connection.shard;
        shard.execute(() -> {
            boolean moving = held != null && !over;
            if (connection.shard == shard && !moving) {
                task.run();
            } else {
                post(task);
            }
        });
    }

    private ConnectionInfo info() {
        List<ChannelInfo> channels = new ArrayList<>();
        if (running != null) {
            running.forEach(channel -> channels.add(channel.info()));
        }
        String label = state instanceof Running ? connection.throttle.label() : state.label();
        return connection.info(label, channels);
    }
}
