package io.volok.server.kafka.data;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.Compressor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/** Compresses records with Kafka's codecs. */
public final class KafkaCompressor implements Compressor {

    @Override
    public void compress(int compression, ByteBuffer records, ByteWriter out) {
        ByteBufferOutputStream compressed = new ByteBufferOutputStream(records.remaining() / 2 + 64);
        compress(records, Compression.of(CompressionType.forId(compression)).build(), compressed);
        out.bytes(compressed.buffer().flip());
    }

    static void compress(ByteBuffer records, Compression codec, ByteBufferOutputStream out) {
        byte[] plain = new byte[records.remaining()];
        records.get(records.position(), plain);
        try (OutputStream stream = codec.wrapForOutput(out, RecordBatch.MAGIC_VALUE_V2)) {
            stream.write(plain);
        } catch (IOException impossible) { // memory does not fail
            throw new UncheckedIOException(impossible);
        }
    }
}
