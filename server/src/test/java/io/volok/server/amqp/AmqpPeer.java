package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.ContentWriter;
import io.volok.codec.amqp.FrameDecoder;
import io.volok.codec.amqp.FrameSink;
import io.volok.codec.amqp.FrameWriter;
import io.volok.codec.amqp.Method;
import io.volok.codec.amqp.MethodReader;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.server.net.SessionInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** A client that says exactly what a test tells it to, and shows frame by frame what it hears. */
final class AmqpPeer {

    /** One thing heard: a method, with its content if it has one. */
    record Heard(int channel, Method method, MessageProperties properties, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private static final FieldTable PROPERTIES = FieldTable.of("capabilities", FieldTable.builder()
            .add("basic.nack", true).add("consumer_cancel_notify", true).add("connection.blocked", true)
            .add("authentication_failure_close", true).add("publisher_confirms", true).build());

    final MemoryTransport transport;
    final SessionInput session;
    private final TestBroker broker;
    private final FrameDecoder decoder = FrameDecoder.ofServerFrames(new Ears(), 0);
    private final Deque<Heard> heard = new ArrayDeque<>();
    private final ByteWriter out = new ByteWriter(256);
    private final ContentWriter contents = new ContentWriter(out);
    int heartbeats;

    AmqpPeer(TestBroker broker, MemoryTransport transport) {
        this.broker = broker;
        this.transport = transport;
        this.session = broker.face.open(transport, broker.home);
        contents.frameMax(131_072);
    }

    // ---- saying ----

    AmqpPeer bytes(byte[] bytes) {
        session.onBytes(ByteBuffer.wrap(bytes));
        session.onReadComplete();
        broker.settle();
        return this;
    }

    /** Puts a method into the next {@link #say}. */
    AmqpPeer and(int channel, Method method) {
        FrameWriter.method(out, channel, method);
        return this;
    }

    /** Puts a publish into the next {@link #say}. */
    AmqpPeer and(int channel, String exchange, String key, boolean mandatory, MessageProperties properties,
            byte[] body) {
        FrameWriter.method(out, channel, new BasicMethod.Publish(exchange, key, mandatory, false));
        ByteWriter list = new ByteWriter(64);
        properties.writeTo(list);
        contents.content(channel, list.toBuffer(), body);
        return this;
    }

    /** Sends what was put together, in one piece. */
    AmqpPeer say() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes(bytes);
    }

    AmqpPeer say(int channel, Method method) {
        return and(channel, method).say();
    }

    AmqpPeer publish(int channel, String exchange, String key, String body) {
        return and(channel, exchange, key, false, MessageProperties.NONE, body.getBytes(StandardCharsets.UTF_8)).say();
    }

    AmqpPeer publish(int channel, String key, MessageProperties properties, String body) {
        return and(channel, "", key, false, properties, body.getBytes(StandardCharsets.UTF_8)).say();
    }

    /** The bytes put together so far, not sent. */
    byte[] unsaid() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    // ---- hearing ----

    void read() {
        decoder.decode(ByteBuffer.wrap(transport.take()));
    }

    /** The next thing heard, which must be this. */
    <M extends Method> M hear(int channel, Class<M> type) {
        return type.cast(next(channel, type).method());
    }

    /** The next thing heard, with its content. */
    <M extends Method> Heard hearContent(int channel, Class<M> type) {
        return next(channel, type);
    }

    private Heard next(int channel, Class<? extends Method> type) {
        assertThat(heard).as("waiting for " + type.getSimpleName()).isNotEmpty();
        Heard next = heard.poll();
        assertThat(next.method()).isInstanceOf(type);
        assertThat(next.channel()).isEqualTo(channel);
        return next;
    }

    /** Whether something was heard that nobody has asked for yet. */
    boolean hasHeard() {
        return !heard.isEmpty();
    }

    AmqpPeer hearNothing() {
        assertThat(heard).isEmpty();
        return this;
    }

    void hearChannelError(int channel, int code, String text) {
        ChannelMethod.Close close = hear(channel, ChannelMethod.Close.class);
        assertThat(close.replyCode() + " " + close.replyText()).isEqualTo(code + " " + text);
        say(channel, new ChannelMethod.CloseOk());
    }

    void hearConnectionError(int code, String text) {
        ConnectionMethod.Close close = hear(0, ConnectionMethod.Close.class);
        assertThat(close.replyCode() + " " + close.replyText()).isEqualTo(code + " " + text);
    }

    // ---- often said ----

    AmqpPeer greet() {
        return bytes(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
    }

    static ConnectionMethod.StartOk startOk(String user, String password, FieldTable properties) {
        return new ConnectionMethod.StartOk(properties, "PLAIN", FieldValue.of("\0" + user + "\0" + password), "en_US");
    }

    static ConnectionMethod.StartOk startOk(String user, String password) {
        return startOk(user, password, PROPERTIES);
    }

    AmqpPeer logIn() {
        return logIn(PROPERTIES);
    }

    AmqpPeer logIn(FieldTable properties) {
        greet().hear(0, ConnectionMethod.Start.class);
        say(0, startOk("guest", "guest", properties)).hear(0, ConnectionMethod.Tune.class);
        and(0, new ConnectionMethod.TuneOk(2047, 131_072, 60));
        say(0, new ConnectionMethod.Open("/")).hear(0, ConnectionMethod.OpenOk.class);
        return this;
    }

    AmqpPeer openChannel(int channel) {
        say(channel, new ChannelMethod.Open()).hear(channel, ChannelMethod.OpenOk.class);
        return this;
    }

    AmqpPeer declareQueue(int channel, String name, FieldTable arguments) {
        say(channel, new QueueMethod.Declare(name, false, true, false, false, false, arguments))
                .hear(channel, QueueMethod.DeclareOk.class);
        return this;
    }

    AmqpPeer declareQueue(int channel, String name) {
        return declareQueue(channel, name, FieldTable.EMPTY);
    }

    AmqpPeer consume(int channel, String queue, String tag, boolean noAck) {
        say(channel, new BasicMethod.Consume(queue, tag, false, noAck, false, false, FieldTable.EMPTY))
                .hear(channel, BasicMethod.ConsumeOk.class);
        return this;
    }

    /** How many messages the queue says are ready. */
    long ready(int channel, String queue) {
        return say(channel, new QueueMethod.Declare(queue, true, false, false, false, false, FieldTable.EMPTY))
                .hear(channel, QueueMethod.DeclareOk.class).messageCount();
    }

    private final class Ears implements FrameSink {

        private Method pending;
        private MessageProperties properties;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private long bodySize;

        @Override
        public void onProtocolHeader(boolean supported) {
            throw new AssertionError("a server sends no protocol header before its frames");
        }

        @Override
        public void onMethod(int channel, int classId, int methodId, ByteBuffer arguments) {
            Method method = MethodReader.read(classId, methodId, arguments);
            if (method.hasContent()) {
                pending = method;
            } else {
                heard.add(new Heard(channel, method, null, null));
            }
        }

        @Override
        public void onHeader(int channel, int classId, long size, ByteBuffer list) {
            properties = MessageProperties.read(list);
            bodySize = size;
            body.reset();
            completeIfWhole(channel);
        }

        @Override
        public void onBody(int channel, ByteBuffer piece) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            body.writeBytes(bytes);
            completeIfWhole(channel);
        }

        private void completeIfWhole(int channel) {
            if (body.size() == bodySize) {
                heard.add(new Heard(channel, pending, properties, body.toByteArray()));
                pending = null;
            }
        }

        @Override
        public void onHeartbeat() {
            heartbeats++;
        }

        @Override
        public void onFrameError(String reason) {
            throw new AssertionError(reason);
        }
    }
}
