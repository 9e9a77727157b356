package io.volok.bench.scale;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConfirmMethod;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.ContentWriter;
import io.volok.codec.amqp.FrameDecoder;
import io.volok.codec.amqp.FrameSink;
import io.volok.codec.amqp.FrameWriter;
import io.volok.codec.amqp.Method;
import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.message.MessageProperties;
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
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;

/** An AMQP connection with one channel, used by one thread, that costs so little that thousands fit into a load tool. */
final class LeanAmqp implements FrameSink, AutoCloseable {

    /** Bytes of each body. The first eight are a number that the receiver is told. */
    static final int BODY_BYTES = 100;
    private static final int CHANNEL = 1;
    private static final int FRAME_MAX = 131_072;
    private static final int BUFFER_BYTES = 64 * 1024;
    /** One thread reads all connections, and what is cut off by the end of a read is kept by the decoders. */
    private static final ByteBuffer INPUT = ByteBuffer.allocateDirect(4 * BUFFER_BYTES);

    private final SocketChannel socket;
    private final FrameDecoder decoder = FrameDecoder.ofServerFrames(this, 0);
    private final ByteWriter small = new ByteWriter(64);
    private final Set<Long> confirmedAlone = new HashSet<>();
    private ByteBuffer output = ByteBuffer.allocate(0);
    private LongConsumer onStamp = stamp -> { };
    private int answerClass;
    private long bodyLeft;
    private long stamp;
    private int stampBytes;
    private long lastTag;
    private long delivered;
    private long published;
    private long confirmed;

    private LeanAmqp(SocketChannel socket) {
        this.socket = socket;
    }

    static LeanAmqp open(Broker broker) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(broker.host(), broker.port("amqp")));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        LeanAmqp connection = new LeanAmqp(socket);
        FrameWriter.protocolHeader(connection.small);
        connection.flushSmall();
        connection.await(10);
        byte[] login = "\0guest\0guest".getBytes(StandardCharsets.UTF_8);
        connection.call(0, new ConnectionMethod.StartOk(FieldTable.EMPTY, "PLAIN", new FieldValue.LongString(login), "en_US"));
        connection.send(0, new ConnectionMethod.TuneOk(CHANNEL, FRAME_MAX, 0));
        connection.call(0, new ConnectionMethod.Open("/"));
        connection.call(CHANNEL, new ChannelMethod.Open());
        return connection;
    }

    SocketChannel socket() {
        return socket;
    }

    /** Told the number in each delivered message. */
    void onStamp(LongConsumer listener) {
        onStamp = listener;
    }

    long delivered() {
        return delivered;
    }

    long lastTag() {
        return lastTag;
    }

    /** Sends a method and reads until an answer of its class is there. */
    void call(Method method) throws IOException {
        call(CHANNEL, method);
    }

    private void call(int channel, Method method) throws IOException {
        answerClass = 0;
        send(channel, method);
        await(method.classId());
    }

    void send(Method method) throws IOException {
        send(CHANNEL, method);
    }

    private void send(int channel, Method method) throws IOException {
        FrameWriter.method(small, channel, method);
        flushSmall();
    }

    void confirms() throws IOException {
        call(new ConfirmMethod.Select(false));
    }

    /** The frames of a message, to be published again and again with {@link #publish}. */
    static byte[] message(String exchange, String key, MessageProperties properties) {
        ByteWriter frames = new ByteWriter(256);
        ByteWriter list = new ByteWriter(64);
        properties.writeTo(list);
        FrameWriter.method(frames, CHANNEL, new BasicMethod.Publish(exchange, key, false, false));
        ContentWriter content = new ContentWriter(frames);
        content.frameMax(FRAME_MAX);
        content.content(CHANNEL, list.toBuffer(), new byte[BODY_BYTES]);
        return frames.toByteArray();
    }

    /** Queues a message to be sent with those before and after. */
    void publish(byte[] message, long number) throws IOException {
        if (output.remaining() < message.length) {
            flush();
            if (output.capacity() == 0) {
                output = ByteBuffer.allocateDirect(BUFFER_BYTES);
            }
        }
        int start = output.position();
        output.put(message).putLong(start + message.length - 1 - BODY_BYTES, number);
        published++;
    }

    void flush() throws IOException {
        write(output.flip());
        output.clear();
    }

    /** Waits until no more than so many published messages are unconfirmed. */
    void awaitConfirms(long unconfirmedMax) throws IOException {
        flush();
        while (published - confirmed > unconfirmedMax) {
            read();
        }
    }

    /** Waits for deliveries, acknowledging each read's worth if asked to. */
    void awaitDelivered(long count, boolean ack) throws IOException {
        long acked = lastTag;
        while (delivered < count) {
            read();
            if (ack && lastTag > acked) {
                acked = lastTag;
                send(new BasicMethod.Ack(acked, true));
            }
        }
    }

    /** Reads once and tells what came; false if there was nothing (only if the socket does not block). */
    boolean read() throws IOException {
        int count = socket.read(INPUT.clear());
        if (count < 0) {
            throw new EOFException("the broker has closed the connection");
        }
        decoder.decode(INPUT.flip());
        return count > 0;
    }

    private void write(ByteBuffer frames) throws IOException {
        while (frames.hasRemaining()) {
            socket.write(frames);
        }
    }

    private void flushSmall() throws IOException {
        write(small.toBuffer());
        small.reset();
    }

    private void await(int classId) throws IOException {
        while (answerClass != classId) {
            read();
        }
    }

    @Override
    public void onMethod(int channel, int classId, int methodId, ByteBuffer arguments) {
        if (classId == BasicMethod.CLASS_ID && methodId == BasicMethod.DELIVER_ID) {
            ByteReader.shortString(arguments);
            lastTag = arguments.getLong();
        } else if (classId == BasicMethod.CLASS_ID && methodId == BasicMethod.ACK_ID) {
            confirm(arguments.getLong(), (arguments.get() & 1) != 0);
        } else if (classId == 10 && methodId == 50 || classId == 20 && methodId == 40
                || classId == BasicMethod.CLASS_ID && methodId == BasicMethod.NACK_ID) {
            int code = ByteReader.u16(arguments);
            throw new UncheckedIOException(new IOException(code + " " + ByteReader.shortString(arguments)));
        } else {
            answerClass = classId;
        }
    }

    private void confirm(long tag, boolean multiple) {
        if (multiple) {
            confirmed = Math.max(confirmed, tag);
            confirmedAlone.removeIf(alone -> alone <= confirmed);
        } else {
            confirmedAlone.add(tag);
        }
        while (confirmedAlone.remove(confirmed + 1)) {
            confirmed++;
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
            delivered++;
            onStamp.accept(stamp);
        }
    }

    @Override
    public void onProtocolHeader(boolean supported) {
        throw new IllegalStateException("the broker does not speak AMQP 0-9-1");
    }

    @Override
    public void onHeartbeat() {
        stampBytes = 0; // nothing is under way, and no answer is needed
    }

    @Override
    public void onFrameError(String reason) {
        throw new UncheckedIOException(new IOException("bytes that are no frame: " + reason));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
