package io.volok.broker.partition;

import io.volok.broker.shard.Shard;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.Durability;
import io.volok.log.store.SegmentStore;
import java.nio.ByteBuffer;

/** What the partitions of one shard share: where logs lie, and tools that hold nothing between two calls. */
final class PartitionContext {

    private static final int MAX_LOOKED_AT_BYTES = 256 << 20;
    private static final int SCAN_BYTES = 1 << 18;

    private final Shard shard;
    private final SegmentStore store;
    private final Durability durability;
    private final BatchCheck check;
    private final RecordCursor cursor;
    private final RecordView record = new RecordView();
    private ByteBuffer scan;

    PartitionContext(Shard shard, SegmentStore store, Durability durability, Decompressor decompressor) {
        this.shard = shard;
        this.store = store;
        this.durability = durability;
        this.check = new BatchCheck(decompressor);
        this.cursor = new RecordCursor(decompressor, MAX_LOOKED_AT_BYTES);
    }

    Shard shard() {
        return shard;
    }

    SegmentStore store() {
        return store;
    }

    Durability durability() {
        return durability;
    }

    BatchCheck check() {
        return check;
    }

    RecordCursor cursor() {
        return cursor;
    }

    RecordView record() {
        return record;
    }

    /**
     * Room to read a log in, kept because thousands of logs may be opened one after the other: memory outside the heap
     * that is thrown away each time costs a full collection whenever the limit is reached.
     */
    ByteBuffer scanBuffer() {
        if (scan == null) {
            scan = ByteBuffer.allocateDirect(SCAN_BYTES);
        }
        return scan.clear();
    }
}
