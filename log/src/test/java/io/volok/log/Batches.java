package io.volok.log;

import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Batches for tests. */
public final class Batches {

    private Batches() {
    }

    /** One batch of records with values of a size. */
    public static ByteBuffer batch(long firstOffset, int count, long timestamp, int valueBytes) {
        BatchBuilder builder = new BatchBuilder().begin(firstOffset, timestamp);
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[valueBytes];
            for (int at = 0; at < valueBytes; at++) {
                value[at] = (byte) (firstOffset * 31 + i * 7 + at);
            }
            builder.append(timestamp, RecordBody.of(null, value));
        }
        builder.finish();
        return ByteBuffer.wrap(builder.toByteArray());
    }

    /** One batch of one record with a key. */
    public static ByteBuffer keyed(long offset, long timestamp, String key, String value) {
        BatchBuilder builder = new BatchBuilder().begin(offset, timestamp);
        builder.append(timestamp, RecordBody.of(bytes(key), bytes(value)));
        builder.finish();
        return ByteBuffer.wrap(builder.toByteArray());
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Several batches behind each other. */
    public static ByteBuffer concat(ByteBuffer... batches) {
        int size = 0;
        for (ByteBuffer batch : batches) {
            size += batch.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuffer batch : batches) {
            all.put(batch.duplicate());
        }
        return all.flip();
    }
}
