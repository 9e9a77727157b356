package io.volok.codec.record;

import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;

/**
 * Opens the compressed records of a batch. A port: the codecs live where libraries are allowed.
 */
@FunctionalInterface
public interface Decompressor {

    /** Knows no compression: a compressed batch is malformed to it. For logs that only we write. */
    Decompressor NONE = (compression, input, maxBytes) -> {
        throw new MalformedBytes(-1, "compressed records (type " + compression + ") are not expected here");
    };

    /**
     * Decompresses.
     *
     * @param compression 1 gzip, 2 snappy, 3 lz4, 4 zstd
     * @param input the compressed bytes between position and limit; read only
     * @param maxBytes the most that may come out
     * @return the records, between position and limit; read before the next call
     * @throws MalformedBytes if the bytes are damaged, the type is unknown or more than {@code maxBytes} come out
     */
    ByteBuffer decompress(int compression, ByteBuffer input, int maxBytes);
}
