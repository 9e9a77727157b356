package io.volok.broker.partition;

import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Batches as producers send them. */
final class Batches {

    private Batches() {
    }

    static ByteBuffer plain(long timestampMs, List<String> values) {
        return build(timestampMs, values, -1, -1, -1, 0);
    }

    static ByteBuffer of(long producerId, int epoch, int firstSequence, long timestampMs, List<String> values) {
        return build(timestampMs, values, producerId, epoch, firstSequence, 0);
    }

    static ByteBuffer build(long timestampMs, List<String> values, long producerId, int epoch, int firstSequence,
                            int attributes) {
        BatchBuilder builder = new BatchBuilder().begin(0, timestampMs);
        builder.attributes(attributes).producer(producerId, epoch, firstSequence);
        for (String value : values) {
            builder.append(timestampMs, RecordBody.of("key".getBytes(StandardCharsets.UTF_8),
                    value.getBytes(StandardCharsets.UTF_8)));
        }
        builder.finish();
        return ByteBuffer.wrap(builder.toByteArray());
    }
}
