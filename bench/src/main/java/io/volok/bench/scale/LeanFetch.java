package io.volok.bench.scale;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Reads a partition with Fetch requests, version 4, and looks no closer at the batches than to know the next offset. */
final class LeanFetch implements AutoCloseable {

    private static final int FETCH = 1;
    private static final int VERSION = 4;
    private static final int BATCH_HEAD_BYTES = 27;
    private static final int ENOUGH_BYTES = 64;

    private final SocketChannel socket;
    private final ByteBuffer request = ByteBuffer.allocate(512);
    private final ByteBuffer response;
    private final byte[] topic;
    private final int maxBytes;
    private long offset;

    LeanFetch(Broker broker, String topic, int maxBytes) throws IOException {
        this.socket = SocketChannel.open(new InetSocketAddress(broker.host(), broker.port("kafka")));
        this.topic = topic.getBytes(StandardCharsets.UTF_8);
        this.maxBytes = maxBytes;
        this.response = ByteBuffer.allocateDirect(2 * maxBytes + (1 << 20));
    }

    /** Reads on in partition 0; bytes of records that came, 0 at the end. */
    int fetch() throws IOException {
        request.clear().putInt(0).putShort((short) FETCH).putShort((short) VERSION).putInt(1).putShort((short) -1)
                .putInt(-1).putInt(0).putInt(1).putInt(maxBytes).put((byte) 0)
                .putInt(1).putShort((short) topic.length).put(topic)
                .putInt(1).putInt(0).putLong(offset).putInt(maxBytes);
        request.putInt(0, request.position() - Integer.BYTES).flip();
        while (request.hasRemaining()) {
            socket.write(request);
        }
        read(Integer.BYTES);
        read(response.getInt(0));
        // correlation, throttle time, number of topics, name, number of partitions, index
        int at = 4 + 4 + 4 + 2 + topic.length + 4 + 4;
        short error = response.getShort(at);
        if (error != 0) {
            throw new IOException("fetch at offset " + offset + ": error " + error);
        }
        int aborted = Math.max(0, response.getInt(at + 2 + 8 + 8));
        int size = at + 2 + 8 + 8 + 4 + aborted * 16;
        skip(size + Integer.BYTES, response.getInt(size));
        return response.getInt(size);
    }

    /** Moves the offset behind the last whole batch. */
    private void skip(int from, int length) {
        int at = from;
        while (at + BATCH_HEAD_BYTES + ENOUGH_BYTES / 2 <= from + length) {
            int end = at + 12 + response.getInt(at + 8);
            if (end > from + length) {
                return;
            }
            offset = response.getLong(at) + response.getInt(at + 23) + 1;
            at = end;
        }
    }

    private void read(int length) throws IOException {
        response.clear().limit(length);
        while (response.hasRemaining()) {
            if (socket.read(response) < 0) {
                throw new EOFException("the broker has closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
