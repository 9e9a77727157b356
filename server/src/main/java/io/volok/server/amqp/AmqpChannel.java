package io.volok.server.amqp;

import io.volok.codec.amqp.AccessMethod;
import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConfirmMethod;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.ExchangeMethod;
import io.volok.codec.amqp.Method;
import io.volok.codec.amqp.PublishArguments;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.amqp.TxMethod;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel: it takes methods and contents in the order in which they came and hands each to the handler of its AMQP
 * class. Its own business is only its life (section 2.2.2: open, closing, gone).
 */
final class AmqpChannel {

    private static final Logger LOG = LoggerFactory.getLogger(AmqpChannel.class);

    private enum Life { OPEN, CLOSING, GONE }

    private final int number;
    private final Connection connection;
    private final ExchangeHandler exchanges;
    private final QueueHandler queues;
    private final PublishHandler publishes;
    private final ConsumeHandler consumes;
    private final AckHandler acks;
    private final ModeHandler modes;
    private final Publishing publishing;
    private final Consuming consuming;
    private final Traffic traffic = new Traffic();
    private Life life = Life.OPEN;
    /** What came behind a method whose answer is not there yet. */
    private final Deque<Method> behind = new ArrayDeque<>();
    private boolean answerDue;

    AmqpChannel(int number, Connection connection) {
        this.number = number;
        this.connection = connection;
        this.publishing = new Publishing(traffic, connection.throttle.contents(),
                () -> connection.endOfBatch.confirmsDue(this));
        this.consuming = new Consuming(number, connection, traffic, this::failLater);
        this.exchanges = new ExchangeHandler(this, connection);
        this.queues = new QueueHandler(this, connection);
        this.publishes = new PublishHandler(this, connection, publishing);
        this.consumes = new ConsumeHandler(this, connection, consuming);
        this.acks = new AckHandler(this, consuming, publishing);
        this.modes = new ModeHandler(this, publishes, publishing, consuming, connection.vhost);
    }

    int number() {
        return number;
    }

    boolean isGone() {
        return life == Life.GONE;
    }

    boolean isOpen() {
        return life == Life.OPEN;
    }

    QueueHandler queues() {
        return queues;
    }

    Consuming consuming() {
        return consuming;
    }

    void send(Method method) {
        connection.out.method(number, method);
    }

    /** Sends the answer to a method, unless its sender wants none. */
    void answer(boolean noWait, Method answer) {
        if (!noWait) {
            send(answer);
        }
    }

    // ---- frames ----

    void publish(PublishArguments arguments) {
        if (life == Life.OPEN) {
            publishes.checkNoContentDue();
            publishing.checkNotCommitting();
            publishes.begin(arguments);
        }
    }

    void contentHeader(int classId, long bodySize, ByteBuffer properties) {
        if (life == Life.OPEN) {
            publishes.contentHeader(classId, bodySize, properties);
        }
    }

    void contentBody(ByteBuffer piece) {
        if (life == Life.OPEN) {
            publishes.contentBody(piece);
        }
    }

    void method(Method method) {
        if (life != Life.OPEN) {
            whileClosing(method);
            return;
        }
        publishes.checkNoContentDue();
        if (method instanceof ChannelMethod.Close) {
            closedByClient();
            return;
        }
        publishing.checkNotCommitting();
        if (answerDue && !isAcknowledgement(method)) {
            behind.add(method);
            return;
        }
        handle(method);
    }

    /** The method at hand is answered later, and what comes behind it is answered behind it. */
    void holdAnswers() {
        answerDue = true;
    }

    /** The answer is out: what came behind it has its turn. */
    void releaseAnswers() {
        answerDue = false;
        if (!behind.isEmpty()) {
            connection.shard.execute(this::catchUp);
        }
    }

    private void catchUp() {
        while (life == Life.OPEN && !answerDue && !behind.isEmpty()) {
            Method next = behind.poll();
            try {
                handle(next);
            } catch (ProtocolError error) {
                connection.failures.failed(number, error, next.classId(), next.methodId());
            }
        }
    }

    private static boolean isAcknowledgement(Method method) {
        return method instanceof BasicMethod.Ack || method instanceof BasicMethod.Nack
                || method instanceof BasicMethod.Reject;
    }

    private void handle(Method method) {
        switch (method) {
            case BasicMethod m -> basic(m);
            case QueueMethod m -> queues.handle(m);
            case ExchangeMethod m -> exchanges.handle(m);
            case ConfirmMethod m -> modes.handle(m);
            case TxMethod m -> modes.handle(m);
            case ChannelMethod m -> channel(m);
            case AccessMethod.Request m -> send(new AccessMethod.RequestOk(1));
            case AccessMethod.RequestOk m -> throw unimplemented();
            case ConnectionMethod m -> throw unimplemented();
        }
    }

    /** Everything that was in flight when this end closed the channel is dropped (section 1.5.2.5). */
    private void whileClosing(Method method) {
        if (method instanceof ChannelMethod.CloseOk) {
            life = Life.GONE;
        } else if (method instanceof ChannelMethod.Close) {
            send(new ChannelMethod.CloseOk());
        }
    }

    private void basic(BasicMethod method) {
        switch (method) {
            case BasicMethod.Ack m -> acks.ack(m);
            case BasicMethod.Nack m -> acks.nack(m);
            case BasicMethod.Reject m -> acks.reject(m);
            case BasicMethod.Recover m -> acks.recover(m);
            case BasicMethod.RecoverAsync m -> acks.recoverAsync(m);
            case BasicMethod.Get m -> consumes.get(m);
            case BasicMethod.Consume m -> consumes.consume(m);
            case BasicMethod.Cancel m -> consumes.cancel(m);
            case BasicMethod.Qos m -> consumes.qos(m);
            // Some clients answer the broker's basic.cancel, although it asks for no answer.
            case BasicMethod.CancelOk m -> { }
            default -> throw unimplemented();
        }
    }

    private void channel(ChannelMethod method) {
        switch (method) {
            case ChannelMethod.Open m -> throw ProtocolError.channelError("second 'channel.open' seen");
            case ChannelMethod.Flow m -> modes.flow(m);
            case ChannelMethod.FlowOk m -> { }
            case ChannelMethod.Close m -> closedByClient();
            case ChannelMethod.OpenOk m -> throw unimplemented();
            case ChannelMethod.CloseOk m -> throw unimplemented();
        }
    }

    /** The answer to a method that only a broker sends. */
    static ProtocolError unimplemented() {
        return ProtocolError.commandInvalid("unimplemented method");
    }

    // ---- the end ----

    private void closedByClient() {
        emitConfirms();
        release();
        life = Life.GONE;
        send(new ChannelMethod.CloseOk());
    }

    /** What the client has failed to do ends this channel when nothing else is being done with it. */
    private void failLater(ProtocolError error) {
        connection.shard.execute(() -> {
            if (life == Life.OPEN) {
                LOG.info("AMQP connection {}, channel {}: {}", connection.name, number, error.replyText());
                fail(error, 0, 0);
            }
        });
    }

    /** A mistake of the client ends this channel. */
    void fail(ProtocolError error, int classId, int methodId) {
        emitConfirms();
        release();
        send(new ChannelMethod.Close(error.code().code(), error.replyText(), classId, methodId));
    }

    /** Gives back what the channel holds; nothing is delivered to it any more. */
    void release() {
        if (life == Life.OPEN) {
            life = Life.CLOSING;
            publishes.abandon();
            consuming.end();
            publishing.end();
        }
    }

    // ---- end of a batch ----

    /** Writes the confirms that are due. */
    void emitConfirms() {
        if (life == Life.OPEN) {
            publishing.emit((ack, tag, multiple) -> connection.out.confirm(number, ack, tag, multiple),
                    connection.vhost.totals());
        }
    }

    /** The socket takes more: consumers may go on. */
    void resume() {
        if (life == Life.OPEN) {
            consuming.resumeAll();
        }
    }

    // ---- operators ----

    ChannelInfo info() {
        return new ChannelInfo(number, life == Life.OPEN ? "running" : "closing", publishing.isTransactional(),
                publishing.isConfirming(), consuming.unacknowledged(), publishing.unconfirmed(),
                publishing.uncommitted(), publishing.acksUncommitted(), consuming.consumerPrefetch(),
                consuming.channelPrefetch(), traffic.counts(), consuming.infos());
    }
}
