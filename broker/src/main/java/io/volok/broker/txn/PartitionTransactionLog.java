package io.volok.broker.txn;

import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.store.DiskFull;
import java.nio.ByteBuffer;

/** A coordinator's facts in a partition of {@code __transaction_state}. Only on the partition's shard. */
final class PartitionTransactionLog implements TransactionLog {

    private static final int CHUNK_BYTES = 5 << 20;

    private final Partition partition;
    private final BatchBuilder builder = new BatchBuilder();

    PartitionTransactionLog(Partition partition) {
        this.partition = partition;
    }

    @Override
    public boolean append(Transaction fact, Runnable durable) {
        byte[] key = TransactionRecords.key(fact.transactionalId());
        boolean appended = append(RecordBody.of(key, TransactionRecords.value(fact)));
        if (appended) {
            whenDurable(durable);
        }
        return appended;
    }

    @Override
    public boolean forget(String transactionalId) {
        return append(RecordBody.of(TransactionRecords.key(transactionalId), null));
    }

    @Override
    public void whenDurable(Runnable task) {
        partition.whenDurable(partition.endOffset(), task);
    }

    @Override
    public void replay(Reader reader) {
        long offset = partition.startOffset();
        long endOffset = partition.endOffset();
        RecordCursor cursor = new RecordCursor();
        RecordView record = new RecordView();
        while (offset < endOffset) {
            ByteBuffer chunk = read(offset);
            if (!chunk.hasRemaining()) {
                return; // Compaction may have left nothing before the end.
            }
            cursor.open(chunk);
            cursor.skipTo(offset);
            while (cursor.next(record)) {
                replay(record, reader);
            }
            offset = RecordBatch.endOffset(chunk, cursor.batchPosition());
        }
    }

    private static void replay(RecordView record, Reader reader) {
        if (record.isControl() || record.keyLength() < 0) {
            return;
        }
        String transactionalId = TransactionRecords.transactionalId(slice(record, record.keyStart(), record.keyLength()));
        if (transactionalId != null) {
            reader.accept(transactionalId, record.valueLength() < 0 ? null : TransactionRecords.transaction(
                    transactionalId, slice(record, record.valueStart(), record.valueLength())));
        }
    }

    private static ByteBuffer slice(RecordView record, int start, int length) {
        return ByteBuffer.wrap(record.array(), start, length).slice();
    }

    private ByteBuffer read(long offset) {
        if (!(partition.fetch(offset, CHUNK_BYTES, false) instanceof Fetched.Batches batches)) {
            return ByteBuffer.allocate(0);
        }
        try {
            ByteBuffer chunk = ByteBuffer.allocate(batches.records().length());
            batches.records().readInto(chunk);
            return chunk.flip();
        } finally {
            batches.records().release();
        }
    }

    private boolean append(RecordBody body) {
        long offset = partition.endOffset();
        long nowMs = partition.shard().nowMs();
        builder.begin(offset, nowMs).append(nowMs, body);
        builder.finish();
        try {
            partition.appendStamped(builder.toBuffer(), offset, nowMs);
            return true;
        } catch (DiskFull full) {
            return false; // Told to the client, which tries again.
        }
    }
}
