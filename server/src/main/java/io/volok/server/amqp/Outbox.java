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
    private final Runnable onFirstWrite;
    private final ByteWriter bytes = new ByteWriter(INITIAL_BYTES);
    private final ContentWriter contents = new ContentWriter(bytes);
    private boolean waiting;
    private long sent;

    /** @param onFirstWrite told when something waits for {@link #flush} */
    Outbox(Transport transport, Runnable onFirstWrite) {
        this.transport = transport;
        this.onFirstWrite = onFirstWrite;
    }

    void frameMax(int frameMax) {
        contents.frameMax(frameMax);
    }

    void protocolHeader() {
        FrameWriter.protocolHeader(bytes);
        written();
    }

    void method(int channel, Method method) {
        FrameWriter.method(bytes, channel, method);
        written();
    }

    void confirm(int channel, boolean ack, long deliveryTag, boolean multiple) {
        FrameWriter.confirm(bytes, channel, ack, deliveryTag, multiple);
        written();
    }

    void heartbeat() {
        FrameWriter.heartbeat(bytes);
        written();
    }

    void deliver(int channel, ShortString consumerTag, long deliveryTag, boolean redelivered, MessageDecoder message,
            ShortString routingKey) {
        contents.deliver(channel, consumerTag, deliveryTag, redelivered, message, routingKey);
        written();
    }

    void getOk(int channel, long deliveryTag, boolean redelivered, long messageCount, MessageDecoder message,
            ShortString routingKey) {
        contents.getOk(channel, deliveryTag, redelivered, messageCount, message, routingKey);
        written();
    }

    void returned(int channel, MessageDecoder message) {
        contents.returned(channel, ReplyCode.NO_ROUTE, message);
        written();
    }

    /** Whether so much waits already that deliveries should wait for the next batch. */
    boolean isFull() {
        return bytes.size() >= FULL_BYTES;
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
        waiting = false;
        if (bytes.size() == 0) {
            return false;
        }
        sent += bytes.size();
        transport.send(bytes.array(), 0, bytes.size());
        bytes.reset();
        transport.flush();
        return true;
    }

    /** Gives back what a busy time has made the buffer grow to. Only when nothing waits. */
    void trim() {
        if (bytes.size() == 0) {
            bytes.reset(INITIAL_BYTES);
        }
    }

    private void written() {
        if (!waiting) {
            waiting = true;
            onFirstWrite.run();
        }
    }
}
