package io.volok.broker.partition;

import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;

/**
 * The control record that ends a transaction in a partition.
 *
 * <pre>
 *   key   | version int16 = 0 | type int16: 0 abort, 1 commit |
 *   value | version int16 = 0 | coordinatorEpoch int32 |
 * </pre>
 */
public record TransactionMarker(long producerId, short epoch, int coordinatorEpoch, boolean commit) {

    private static final int KEY_BYTES = 4;
    private static final int VALUE_BYTES = 6;
    private static final int BODY_BYTES = 1 + KEY_BYTES + 1 + VALUE_BYTES + 1;
    private static final short ABORT = 0;
    private static final short COMMIT = 1;

    /** Writes the marker as a batch of its own. */
    ByteBuffer toBatch(long offset, long timestampMs) {
        ByteBuffer body = ByteBuffer.allocate(BODY_BYTES);
        body.put((byte) (KEY_BYTES << 1)).putShort((short) 0).putShort(commit ? COMMIT : ABORT);
        body.put((byte) (VALUE_BYTES << 1)).putShort((short) 0).putInt(coordinatorEpoch);
        body.put((byte) 0);
        BatchBuilder builder = new BatchBuilder(RecordBatch.HEADER_BYTES + BODY_BYTES + 8);
        builder.begin(offset, timestampMs)
                .attributes(RecordBatch.CONTROL | RecordBatch.TRANSACTIONAL)
                .producer(producerId, epoch, -1);
        builder.append(timestampMs, body.array(), 0, BODY_BYTES);
        builder.finish();
        return builder.toBuffer();
    }

    /** Reads a control batch; null if it holds another kind of control record. */
    static TransactionMarker read(ByteBuffer buffer, int position) {
        RecordView record = new RecordView();
        RecordCursor cursor = new RecordCursor();
        cursor.open(buffer, position, position + RecordBatch.size(buffer, position));
        if (!cursor.next(record) || record.keyLength() < KEY_BYTES) {
            throw new MalformedBytes(position, "control batch without a control record");
        }
        short type = record.key().getShort(record.keyStart() + 2);
        if (type != ABORT && type != COMMIT || record.valueLength() < VALUE_BYTES) {
            return null;
        }
        return new TransactionMarker(RecordBatch.producerId(buffer, position),
                RecordBatch.producerEpoch(buffer, position), record.value().getInt(record.valueStart() + 2),
                type == COMMIT);
    }
}
