package io.volok.server.amqp;

import io.volok.codec.amqp.ContentWriter;
import io.volok.codec.amqp.FrameWriter;
import io.volok.codec.amqp.Method;
import io.volok.codec.amqp.ReplyCode;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.message.MessageDecoder;
import io.volok.server.net.Transport;

/**
 * What a session has written and not yet handed to its socket. Everything written in one batch of work leaves together.
 */
final class Outbox {

    /** Deliveries pause when this much waits for the end of the batch. */
    private static final int FULL_BYTES = 256 * 1024;
    private static final int INITIAL_BYTES = 512;

    private final Transport transport;
    private final Runnable onWrite;
    private final ByteWriter bytes = new ByteWriter(INITIAL_BYTES);
    private final ContentWriter contents = new ContentWriter(bytes);
    private long sent;

    /** @param onWrite told whenever something waits for {@link #flush} */
    Outbox(Transport transport, Runnable onWrite) {
        this.transport = transport;
        this.onWrite = onWrite;
    }

    void frameMax(int frameMax) {
        contents.frameMax(frameMax);
    }

    void protocolHeader() {
        FrameWriter.protocolHeader(bytes);
        onWrite.run();
    }

    void method(int channel, Method method) {
        FrameWriter.method(bytes, channel, method);
        onWrite.run();
    }

    void confirm(int channel, boolean ack, long deliveryTag, boolean multiple) {
        FrameWriter.confirm(bytes, channel, ack, deliveryTag, multiple);
        onWrite.run();
    }

    void heartbeat() {
        FrameWriter.heartbeat(bytes);
        onWrite.run();
    }

    void deliver(int channel, ShortString consumerTag, long deliveryTag, boolean redelivered, MessageDecoder message,
            ShortString routingKey) {
        contents.deliver(channel, consumerTag, deliveryTag, redelivered, message, routingKey);
        onWrite.run();
    }

    void getOk(int channel, long deliveryTag, boolean redelivered, long messageCount, MessageDecoder message,
            ShortString routingKey) {
        contents.getOk(channel, deliveryTag, redelivered, messageCount, message, routingKey);
        onWrite.run();
    }

    void returned(int channel, MessageDecoder message) {
        contents.returned(channel, ReplyCode.NO_ROUTE, message);
        onWrite.run();
    }

    /** Whether so much waits already that deliveries should wait for the next batch. */
    boolean isFull() {
        return bytes.size() >= FULL_BYTES || bytes.size() >= transport.window();
    }

    /** How many bytes wait for {@link #flush}. */
    int pending() {
        return bytes.size();
    }

    /** How many bytes were handed to the socket so far. */
    long sent() {
        return sent;
    }

    /** Hands everything to the socket; false when there was nothing. */
    boolean flush() {
        if (bytes.size() == 0) {
            return false;
        }
        sent += bytes.size();
        transport.send(bytes.array(), 0, bytes.size());
        if (bytes.array().length > transport.window()) { // one large message, or many connections

            bytes.reset(INITIAL_BYTES);
        } else {
            bytes.reset();
        }
        transport.flush();
        return true;
    }

    /** Gives back what a busy time has made the buffer grow to. Only when nothing waits. */
    void trim() {
        if (bytes.size() == 0) {
            bytes.reset(INITIAL_BYTES);
        }
    }
}
