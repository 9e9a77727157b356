package io.volok.codec.record;

import io.volok.codec.bytes.ByteWriter;
import java.nio.ByteBuffer;

/**
 * Compresses the records of a batch. A port, like {@link Decompressor}: the codecs live where libraries are allowed.
 */
@FunctionalInterface
public interface Compressor {

    /** Knows no compression. For logs that only we write. */
    Compressor NONE = (compression, records, out) -> {
        throw new IllegalArgumentException("nothing is compressed here, also not with type " + compression);
    };

    /**
     * Compresses, at the codec's usual level.
     *
     * @param compression 1 gzip, 2 snappy, 3 lz4, 4 zstd
     * @param records the plain records between position and limit; read only
     * @param out the compressed bytes are written behind what it has
     */
    void compress(int compression, ByteBuffer records, ByteWriter out);
}
