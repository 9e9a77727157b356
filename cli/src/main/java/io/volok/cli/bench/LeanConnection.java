package io.volok.cli.bench;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.FrameDecoder;
import io.volok.codec.amqp.FrameSink;
import io.volok.codec.amqp.FrameWriter;
import io.volok.codec.amqp.Method;
import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * An AMQP connection with one channel that does no more than a measurement needs. One thread reads and one may write
 * meanwhile; questions ({@link #call}) are for the time before that.
 */
final class LeanConnection implements FrameSink, AutoCloseable {

    static final int CHANNEL = 1;
    /** The largest frame that this client takes and sends. */
    static final int FRAME_MAX = 131_072;
    private static final int READ_BYTES = 256 * 1024;
    private static final int CONNECTION_CLASS = 10;
    private static final int CHANNEL_CLASS = 20;
    private static final int CONNECTION_CLOSE = 50;
    private static final int CHANNEL_CLOSE = 40;

    /** What a run wants to hear. */
    interface Events {
        /** A message is there in full; its first eight bytes as a number. */
        default void delivered(long deliveryTag, long stamp) {
        }

        /** basic.ack or basic.nack of the broker. */
        default void confirmed(long deliveryTag, boolean multiple, boolean ack) {
        }
    }

    private final SocketChannel socket;
    private final FrameDecoder decoder = FrameDecoder.ofServerFrames(this, 0);
    private final ByteBuffer input = ByteBuffer.allocateDirect(READ_BYTES);
    private final ByteWriter small = new ByteWriter(256);
    private Events events = new Events() { };
    private int answerClass;
    private int answerMethod;
    private long deliveryTag;
    private long bodyLeft;
    private long stamp;
    private int stampBytes;

    private LeanConnection(SocketChannel socket) {
        this.socket = socket;
    }

    static LeanConnection open(BrokerOptions broker) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(broker.host, broker.port(5672)));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        LeanConnection connection = new LeanConnection(socket);
        FrameWriter.protocolHeader(connection.small);
        connection.flushSmall();
        connection.awaitAnswer(CONNECTION_CLASS);
        byte[] login = ("\0" + broker.user + "\0" + broker.password).getBytes(StandardCharsets.UTF_8);
        connection.call(0, new ConnectionMethod.StartOk(FieldTable.EMPTY, "PLAIN", new FieldValue.LongString(login),
                "en_US"), CONNECTION_CLASS);
        connection.send(0, new ConnectionMethod.TuneOk(CHANNEL, FRAME_MAX, 0));
        connection.call(0, new ConnectionMethod.Open(broker.vhost), CONNECTION_CLASS);
        connection.call(CHANNEL, new ChannelMethod.Open(), CHANNEL_CLASS);
        return connection;
    }

    void events(Events listener) {
        events = listener;
    }

    /** Sends a method. */
    void send(int channel, Method method) throws IOException {
        FrameWriter.method(small, channel, method);
        flushSmall();
    }

    /** Sends a method and reads until the broker answers. */
    void call(int channel, Method method, int answersClass) throws IOException {
        send(channel, method);
        awaitAnswer(answersClass);
    }

    /** Sends frames that are ready. */
    void write(ByteBuffer frames) throws IOException {
        while (frames.hasRemaining()) {
            socket.write(frames);
        }
    }

    /** Reads once and tells what came. */
    void read() throws IOException {
        if (socket.read(input.clear()) < 0) {
            throw new EOFException("the broker has closed the connection");
        }
        decoder.decode(input.flip());
    }

    private void flushSmall() throws IOException {
        write(small.toBuffer());
        small.reset();
    }

    private void awaitAnswer(int classId) throws IOException {
        answerClass = 0;
        while (answerClass != classId) {
            read();
        }
    }

    @Override
    public void onProtocolHeader(boolean supported) {
        throw new IllegalStateException("the broker does not speak AMQP 0-9-1");
    }

    @Override
    public void onMethod(int channel, int classId, int methodId, ByteBuffer arguments) {
        answerClass = classId;
        answerMethod = methodId;
        if (classId == BasicMethod.CLASS_ID && methodId == BasicMethod.DELIVER_ID) {
            ByteReader.shortString(arguments);
            deliveryTag = arguments.getLong();
        } else if (classId == BasicMethod.CLASS_ID
                && (methodId == BasicMethod.ACK_ID || methodId == BasicMethod.NACK_ID)) {
            long tag = arguments.getLong();
            events.confirmed(tag, (arguments.get() & 1) != 0, methodId == BasicMethod.ACK_ID);
        } else if (classId == CONNECTION_CLASS && methodId == CONNECTION_CLOSE
                || classId == CHANNEL_CLASS && methodId == CHANNEL_CLOSE) {
            int code = ByteReader.u16(arguments);
            throw new UncheckedIOException(new IOException(code + " " + ByteReader.shortString(arguments)));
        }
    }

    @Override
    public void onHeader(int channel, int classId, long bodySize, ByteBuffer properties) {
        bodyLeft = bodySize;
        stamp = 0;
        stampBytes = 0;
    }

    @Override
    public void onBody(int channel, ByteBuffer piece) {
        bodyLeft -= piece.remaining();
        while (stampBytes < Long.BYTES && piece.hasRemaining()) {
            stamp = stamp << 8 | piece.get() & 0xff;
            stampBytes++;
        }
        if (bodyLeft == 0) {
            events.delivered(deliveryTag, stamp);
        }
    }

    @Override
    public void onHeartbeat() {
        answerMethod = 0; // none was asked for, and none is needed
    }

    @Override
    public void onFrameError(String reason) {
        throw new UncheckedIOException(new IOException("bytes that are no frame: " + reason));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return socket + " (last method " + answerClass + "." + answerMethod + ")";
    }
}
