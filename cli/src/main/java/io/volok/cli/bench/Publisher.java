package io.volok.cli.bench;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.FrameType;
import io.volok.codec.amqp.FrameWriter;
import io.volok.codec.bytes.ByteWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes the same message over and over; only its first eight bytes, the moment when it was due, change. Messages that
 * are due together are written together.
 */
final class Publisher {

    static final int LARGEST_BODY_BYTES = LeanConnection.FRAME_MAX - FrameType.OVERHEAD_BYTES;
    private static final int BATCH_BYTES = 64 * 1024;
    private static final int DELIVERY_MODE_FLAG = 1 << 12;
    private static final int PERSISTENT = 2;
    private static final long CONFIRMED = Long.MIN_VALUE;

    private final LeanConnection connection;
    private final long messages;
    private final int window;
    private final Pace pace;
    private final byte[] frames;
    private final int stampAt;
    private final ByteBuffer batch;
    private final Measured confirmedLatencies;
    /** By delivery tag modulo the window: when the message was due; {@link #CONFIRMED} once it is confirmed. */
    private final long[] dueTimes;
    /** All up to here are confirmed. */
    private volatile long confirmed;
    private volatile Thread publishing;

    Publisher(LeanConnection connection, BrokerOptions broker, String queue, boolean persistent, int window,
            long startNanoTime) {
        this.connection = connection;
        this.messages = broker.messages;
        this.window = window;
        this.pace = new Pace(broker.rate, startNanoTime);
        this.confirmedLatencies = new Measured(startNanoTime);
        this.dueTimes = new long[Math.max(1, window)];
        ByteWriter message = new ByteWriter(256);
        FrameWriter.method(message, LeanConnection.CHANNEL, new BasicMethod.Publish("", queue, false, false));
        int header = FrameWriter.begin(message, FrameType.HEADER, LeanConnection.CHANNEL);
        message.u16(BasicMethod.CLASS_ID);
        message.u16(0);
        message.u64(broker.size);
        message.u16(persistent ? DELIVERY_MODE_FLAG : 0);
        if (persistent) {
            message.u8(PERSISTENT);
        }
        FrameWriter.end(message, header);
        int body = FrameWriter.begin(message, FrameType.BODY, LeanConnection.CHANNEL);
        stampAt = message.size();
        message.bytes(new byte[broker.size]);
        FrameWriter.end(message, body);
        frames = message.toByteArray();
        batch = ByteBuffer.allocateDirect(Math.max(BATCH_BYTES, frames.length));
    }

    Measured confirmed() {
        return confirmedLatencies;
    }

    void publish() throws IOException {
        publishing = Thread.currentThread();
        for (long index = 0; index < messages; index++) {
            long now = System.nanoTime();
            long due = pace.dueNanoTime(index, now);
            if (due > now) {
                flush();
                pace.await(due);
            }
            while (window > 0 && index - confirmed >= window) {
                flush();
                LockSupport.park(this);
            }
            if (batch.remaining() < frames.length) {
                flush();
            }
            // Written to the socket, and so seen by the reader of its confirm, later.
            dueTimes[(int) (index % dueTimes.length)] = due;
            int start = batch.position();
            batch.put(frames).putLong(start + stampAt, due);
        }
        flush();
    }

    private void flush() throws IOException {
        connection.write(batch.flip());
        batch.clear();
    }

    /** Reads until all messages are confirmed. */
    Void readConfirms() throws IOException {
        connection.events(new LeanConnection.Events() {
            @Override
            public void confirmed(long deliveryTag, boolean multiple, boolean ack) {
                onConfirm(deliveryTag, multiple, ack);
            }
        });
        while (confirmed < messages) {
            connection.read();
        }
        return null;
    }

    private void onConfirm(long deliveryTag, boolean multiple, boolean ack) {
        if (!ack) {
            throw new IllegalStateException("message " + deliveryTag + " was refused");
        }
        long now = System.nanoTime();
        for (long tag = multiple ? confirmed + 1 : deliveryTag; tag <= deliveryTag; tag++) {
            int slot = (int) ((tag - 1) % window);
            if (dueTimes[slot] != CONFIRMED) {
                confirmedLatencies.record(dueTimes[slot], now);
                dueTimes[slot] = CONFIRMED;
            }
        }
        long floor = Math.max(confirmed, multiple ? deliveryTag : 0);
        while (floor < confirmed + window && floor < confirmedLatencies.count()
                && dueTimes[(int) (floor % window)] == CONFIRMED) {
            floor++;
        }
        confirmed = floor;
        LockSupport.unpark(publishing);
    }
}
