package io.volok.server.kafka.data;

import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.record.Decompressor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/**
 * Opens compressed records with Kafka's codecs. One per shard: the result lies in an array that is used again.
 *
 * <p>The array grows with what comes out, so a small batch that claims to be huge costs nothing before it is.
 */
public final class KafkaDecompressor implements Decompressor {

    private static final int FIRST_BYTES = 64 * 1024;
    private static final int KEPT_BYTES = 4 << 20;
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

    private final BufferSupplier buffers = BufferSupplier.create();
    private byte[] out = new byte[FIRST_BYTES];

    @Override
    public ByteBuffer decompress(int compression, ByteBuffer input, int maxBytes) {
        if (out.length > KEPT_BYTES) {
            out = new byte[FIRST_BYTES];
        }
        try (InputStream in = Compression.of(CompressionType.forId(compression)).build()
                .wrapForInput(input, RecordBatch.MAGIC_VALUE_V2, buffers)) {
            return ByteBuffer.wrap(out, 0, readAll(in, maxBytes)).slice();
        } catch (IOException | KafkaException | IllegalArgumentException damaged) {
            throw new MalformedBytes(0, "compressed records are damaged: " + damaged.getMessage());
        }
    }

    private int readAll(InputStream in, int maxBytes) throws IOException {
        int size = 0;
        while (true) {
            if (size == out.length) {
                out = Arrays.copyOf(out, (int) Math.min(2L * out.length, Math.min(maxBytes + 1L, MAX_ARRAY_BYTES)));
            }
            int count = in.read(out, size, out.length - size);
            if (count < 0) {
                return size;
            }
            size += count;
            if (size > maxBytes) {
                throw new MalformedBytes(0, "compressed records open to more than " + maxBytes + " bytes");
            }
        }
    }
}
