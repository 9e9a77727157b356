package io.volok.server.stream;

import com.github.luben.zstd.ZstdInputStream;
import io.volok.broker.message.Settlement;
import io.volok.codec.bytes.MalformedBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.xerial.snappy.SnappyFramedInputStream;

/**
 * Messages that a publisher has put together under one publishing id, perhaps compressed.
 *
 * <pre>
 *   1 bit 1 | compression 3 bit | 4 bit | count u16 | size uncompressed u32 | size u32 | (length u32 | message)*
 * </pre>
 */
final class SubBatch {

    private static final int PLAIN = 0;
    private static final int GZIP = 1;
    private static final int SNAPPY = 2;
    private static final int LZ4 = 3;
    private static final int ZSTD = 4;
    private static final int UNCOMPRESSED_MAX = 64 << 20;

    private final int count;
    private final ByteBuffer messages;

    private SubBatch(int count, ByteBuffer messages) {
        this.count = count;
        this.messages = messages;
    }

    /** Reads one from a publish frame. */
    static SubBatch read(Request request) {
        int compression = request.u8() >> 4 & 0x7;
        int count = request.u16();
        int uncompressedSize = request.i32();
        ByteBuffer data = request.view(request.i32());
        if (uncompressedSize < 0 || uncompressedSize > UNCOMPRESSED_MAX) {
            throw new MalformedBytes(-1, "a sub-batch of " + Integer.toUnsignedString(uncompressedSize) + " bytes");
        }
        return new SubBatch(count, compression == PLAIN ? data : unpack(compression, data, uncompressedSize));
    }

    private static ByteBuffer unpack(int compression, ByteBuffer data, int size) {
        byte[] packed = new byte[data.remaining()];
        data.get(packed);
        try (InputStream in = open(compression, new ByteArrayInputStream(packed))) {
            byte[] unpacked = in.readNBytes(size);
            if (unpacked.length != size) {
                throw new MalformedBytes(-1, "a compressed sub-batch is shorter than it says");
            }
            return ByteBuffer.wrap(unpacked);
        } catch (IOException broken) {
            throw new MalformedBytes(-1, "a compressed sub-batch: " + broken.getMessage());
        }
    }

    private static InputStream open(int compression, InputStream in) throws IOException {
        return switch (compression) {
            case GZIP -> new GZIPInputStream(in);
            case SNAPPY -> new SnappyFramedInputStream(in);
            case LZ4 -> new LZ4FrameInputStream(in);
            case ZSTD -> new ZstdInputStream(in);
            default -> throw new IOException("unknown compression " + compression);
        };
    }

    int count() {
        return count;
    }

    /** The next message. */
    ByteBuffer next() {
        if (messages.remaining() < Integer.BYTES) {
            throw new MalformedBytes(-1, "a sub-batch has fewer messages than it says");
        }
        int length = messages.getInt();
        if (length < 0 || length > messages.remaining()) {
            throw new MalformedBytes(-1, "a message of a sub-batch is longer than it");
        }
        ByteBuffer message = messages.slice(messages.position(), length);
        messages.position(messages.position() + length);
        return message;
    }

    /** Settles a publishing id when all messages of its sub-batch are settled. */
    static final class Whole implements Settlement {

        private final Settlement publisher;
        private int left;
        private boolean refused;

        Whole(Settlement publisher, int count) {
            this.publisher = publisher;
            this.left = count;
        }

        @Override
        public void accepted(long token) {
            settled(token);
        }

        @Override
        public void rejected(long token) {
            refused = true;
            settled(token);
        }

        private void settled(long token) {
            if (--left == 0) {
                if (refused) {
                    publisher.rejected(token);
                } else {
                    publisher.accepted(token);
                }
            }
        }
    }
}
