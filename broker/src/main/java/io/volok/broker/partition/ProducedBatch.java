package io.volok.broker.partition;

import io.volok.codec.record.RecordBatch;
import java.nio.ByteBuffer;

/** What a batch says about who produced it; -1 where it says nothing. Last sequence inclusive. */
record ProducedBatch(long producerId, short epoch, int firstSequence, int lastSequence, boolean transactional) {

    static ProducedBatch of(ByteBuffer buffer, int position) {
        return new ProducedBatch(RecordBatch.producerId(buffer, position), RecordBatch.producerEpoch(buffer, position),
                RecordBatch.baseSequence(buffer, position), RecordBatch.lastSequence(buffer, position),
                RecordBatch.isTransactional(buffer, position));
    }
}
