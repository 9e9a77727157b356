package io.volok.server.kafka.wire;

import io.volok.server.net.Transport;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Writes a message as bytes for one transport. Stored records go to the transport as they are, between the bytes around
 * them; nothing else is written twice. One per shard is enough: it holds nothing between two answers.
 */
final class ResponseWriter implements Writable {

    private static final int KEPT_BYTES = 256 * 1024;

    private byte[] bytes = new byte[8 * 1024];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private Transport transport;

    /** Starts an answer of this length (frame length field not counted). */
    void begin(Transport target, int length) {
        transport = target;
        view.clear();
        writeInt(length);
    }

    /** Hands everything that is left to the transport. */
    void end() {
        drain();
        transport = null;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[KEPT_BYTES];
            view = ByteBuffer.wrap(bytes);
        }
    }

    private void drain() {
        if (view.position() > 0) {
            transport.send(bytes, 0, view.position());
            view.clear();
        }
    }

    private void room(int count) {
        if (view.remaining() < count) {
            int position = view.position();
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, position + count));
            view = ByteBuffer.wrap(bytes).position(position);
        }
    }

    @Override
    public void writeRecords(BaseRecords records) {
        switch (records) {
            case StoredRecords stored -> {
                drain();
                stored.sendTo(transport);
            }
            case MemoryRecords memory -> writeByteBuffer(memory.buffer());
            default -> throw new IllegalArgumentException("records of " + records.getClass());
        }
    }

    @Override
    public void writeByte(byte value) {
        room(1);
        view.put(value);
    }

    @Override
    public void writeShort(short value) {
        room(Short.BYTES);
        view.putShort(value);
    }

    @Override
    public void writeInt(int value) {
        room(Integer.BYTES);
        view.putInt(value);
    }

    @Override
    public void writeLong(long value) {
        room(Long.BYTES);
        view.putLong(value);
    }

    @Override
    public void writeDouble(double value) {
        room(Double.BYTES);
        view.putDouble(value);
    }

    @Override
    public void writeByteArray(byte[] value) {
        room(value.length);
        view.put(value);
    }

    @Override
    public void writeUnsignedVarint(int value) {
        room(5);
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            view.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        view.put((byte) rest);
    }

    @Override
    public void writeByteBuffer(ByteBuffer value) {
        room(value.remaining());
        view.put(value.duplicate());
    }

    @Override
    public void writeVarint(int value) {
        writeUnsignedVarint(value << 1 ^ value >> 31);
    }

    @Override
    public void writeVarlong(long value) {
        room(10);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            view.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        view.put((byte) rest);
    }
}
