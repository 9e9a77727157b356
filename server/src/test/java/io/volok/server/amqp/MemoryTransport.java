package io.volok.server.amqp;

import io.volok.broker.shard.Shard;
import io.volok.log.LogSlice;
import io.volok.server.net.Transport;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A socket made of memory: keeps what was flushed until the test takes it, and can be told to be slow. */
final class MemoryTransport implements Transport {

    private final ByteArrayOutputStream queued = new ByteArrayOutputStream();
    private final ByteArrayOutputStream flushed = new ByteArrayOutputStream();
    private final int port;
    private Runnable onWritable;
    private boolean writable = true;
    boolean closed;
    boolean paused;
    int flushes;
    Shard movedTo;

    MemoryTransport(int port) {
        this.port = port;
    }

    @Override
    public void send(byte[] bytes, int offset, int length) {
        queued.write(bytes, offset, length);
    }

    @Override
    public void send(ByteBuffer owned) {
        byte[] bytes = new byte[owned.remaining()];
        owned.get(bytes);
        queued.writeBytes(bytes);
    }

    @Override
    public void send(LogSlice slice) {
        throw new UnsupportedOperationException("AMQP frames are never slices of a log");
    }

    @Override
    public void flush() {
        if (queued.size() > 0) {
            flushes++;
            flushed.writeBytes(queued.toByteArray());
            queued.reset();
        }
    }

    byte[] take() {
        byte[] bytes = flushed.toByteArray();
        flushed.reset();
        return bytes;
    }

    @Override
    public void close() {
        flush();
        closed = true;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    /** Makes the peer slow or fast. */
    void writable(boolean nowWritable) {
        writable = nowWritable;
        if (writable && onWritable != null) {
            Runnable task = onWritable;
            onWritable = null;
            task.run();
        }
    }

    @Override
    public void onWritable(Runnable task) {
        onWritable = task;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public void moveTo(Shard shard) {
        movedTo = shard;
    }

    @Override
    public SocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 5672);
    }

    @Override
    public SocketAddress remote() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
