package io.volok.server.kafka.data;

import io.volok.broker.partition.TopicConfig;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/**
 * Gives batches the compression that their topic asks for. The records themselves are the same bytes in every
 * compression, so none of them is looked at.
 */
final class Recompression {

    private static final int LENGTH_AT = 8;
    private static final int LOG_OVERHEAD = 12;
    private static final int ATTRIBUTES_AT = 21;

    private final Decompressor decompressor;

    Recompression(Decompressor decompressor) {
        this.decompressor = decompressor;
    }

    /**
     * Returns the batch in the topic's compression: itself if it has that already.
     *
     * @param batch one whole batch whose CRC is right
     * @throws io.volok.codec.bytes.MalformedBytes if its records cannot be opened
     */
    ByteBuffer convert(ByteBuffer batch, TopicConfig.Messages topic) {
        int start = batch.position();
        CompressionType target = typeOf(topic.compressionType());
        int current = RecordBatch.compression(batch, start);
        if (target == null || target.id == current) {
            return batch;
        }
        ByteBuffer records = batch.slice(start + RecordBatch.HEADER_BYTES, batch.remaining() - RecordBatch.HEADER_BYTES);
        if (current != 0) {
            records = decompressor.decompress(current, records, topic.maxOpenedBytes(records.remaining()));
        }
        ByteBufferOutputStream out = new ByteBufferOutputStream(RecordBatch.HEADER_BYTES + records.remaining() / 2 + 64);
        out.write(batch.slice(start, RecordBatch.HEADER_BYTES));
        KafkaCompressor.compress(records, codec(target, topic.compressionLevel()), out);
        ByteBuffer converted = out.buffer().flip();
        converted.putInt(LENGTH_AT, converted.limit() - LOG_OVERHEAD);
        int attributes = RecordBatch.attributes(batch, start) & ~RecordBatch.COMPRESSION_MASK | target.id;
        converted.putShort(ATTRIBUTES_AT, (short) attributes);
        RecordBatch.renewCrc(converted, 0);
        return converted;
    }

    /** The codec that a topic insists on, or null if the producer chooses. */
    private static CompressionType typeOf(String name) {
        return switch (name) {
            case "producer" -> null;
            case "uncompressed" -> CompressionType.NONE;
            default -> CompressionType.forName(name);
        };
    }

    private static Compression codec(CompressionType type, int level) {
        return switch (type) {
            case GZIP -> Compression.gzip().level(level).build();
            case LZ4 -> Compression.lz4().level(level).build();
            case ZSTD -> Compression.zstd().level(level).build();
            case NONE, SNAPPY -> Compression.of(type).build();
        };
    }
}
