package io.volok.server.kafka.coordinator;

import io.volok.broker.shard.Shard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An internal topic in memory whose contents outlive a coordinator, so that a test can start another one over it. */
final class MemoryTopic implements InternalTopic {

    private final Shard shard;
    private final List<MemoryPartition> partitions = new ArrayList<>();

    MemoryTopic(Shard shard, int partitionCount) {
        this.shard = shard;
        for (int i = 0; i < partitionCount; i++) {
            partitions.add(new MemoryPartition());
        }
    }

    @Override
    public int partitionCount() {
        return partitions.size();
    }

    @Override
    public MemoryPartition partition(int index) {
        return partitions.get(index);
    }

    /** One partition: its batches in order. */
    final class MemoryPartition implements InternalPartition {

        private final List<ByteBuffer> batches = new ArrayList<>();
        private long endOffset;
        private volatile boolean refusesOnce;

        /** Makes the next append fail. */
        void refuseOnce() {
            refusesOnce = true;
        }

        @Override
        public Shard shard() {
            return shard;
        }

        @Override
        public long startOffset() {
            return 0;
        }

        @Override
        public long endOffset() {
            return endOffset;
        }

        @Override
        public void append(ByteBuffer batch, Runnable durable) {
            if (refusesOnce) {
                refusesOnce = false;
                throw new IllegalStateException("told to refuse");
            }
            long baseOffset = batch.getLong(0);
            if (baseOffset != endOffset) {
                throw new IllegalStateException("batch at " + baseOffset + ", log ends at " + endOffset);
            }
            batches.add(batch);
            endOffset = lastOffset(batch) + 1;
            shard.afterBatch(Shard.Phase.DISPATCH, durable);
        }

        @Override
        public ByteBuffer read(long offset, int maxBytes) {
            for (ByteBuffer batch : batches) {
                if (lastOffset(batch) >= offset) {
                    return batch.duplicate();
                }
            }
            return ByteBuffer.allocate(0);
        }

        @Override
        public void deleteBefore(long offset) {
            batches.removeIf(batch -> lastOffset(batch) < offset);
        }

        private static long lastOffset(ByteBuffer batch) {
            return batch.getLong(0) + batch.getInt(23); // base offset and last offset delta of magic 2
        }
    }
}
