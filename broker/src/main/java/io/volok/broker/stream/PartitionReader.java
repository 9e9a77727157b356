package io.volok.broker.stream;

import io.volok.broker.partition.AbortedTransaction;
import io.volok.broker.partition.FetchWaiter;
import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.StreamSink;
import io.volok.broker.vhost.StreamStart;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.LogSlice;
import io.volok.log.TimestampOffset;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads one partition ahead of a stream's sink: fetches a run of batches on the partition's shard, delivers from it on
 * the sink's shard, and fetches the next when it is used up. Only what is committed is shown, as to any RabbitMQ
 * reader.
 *
 * <p>Owned by the sink's shard; the methods that say so run on the partition's.
 */
final class PartitionReader implements FetchWaiter {

    private static final int FETCH_BYTES = 128 * 1024;
    /** How many batches without records to show are passed over in search of the last one. */
    private static final int MOST_STEPS_BACK = 1_000;

    private final Partition partition;
    private final Shard home;
    private final TopicReader reader;
    private final RecordCursor cursor;
    private final RecordView view = new RecordView();
    private ByteBuffer region = ByteBuffer.allocate(0);
    private List<AbortedTransaction> aborted = List.of();
    /** The record under the view is still to be delivered. */
    private boolean viewLoaded;
    private boolean fetching;
    /** What the next fetch asks for. */
    private long nextOffset;

    PartitionReader(Partition partition, Shard home, TopicReader reader, Decompressor decompressor) {
        this.partition = partition;
        this.home = home;
        this.reader = reader;
        this.cursor = new RecordCursor(decompressor);
        cursor.open(region);
    }

    /** Finds the first offset, then fetches from it. */
    void start(StreamStart start) {
        fetching = true;
        Posting.to(partition.shard(), () -> {
            if (partition.isDeleted()) {
                Posting.to(home, reader::ended);
                return;
            }
            long first = firstOffset(start);
            Posting.to(home, () -> {
                fetching = false;
                nextOffset = first;
                fetch();
            });
        });
    }

    /** On the partition's shard. */
    private long firstOffset(StreamStart start) {
        Fetched.Bounds bounds = partition.bounds();
        return switch (start) {
            case StreamStart.First() -> bounds.startOffset();
            case StreamStart.Next() -> bounds.highWatermark();
            case StreamStart.Last() -> lastBatchOffset(bounds);
            case StreamStart.AtOffset(long offset) -> Math.max(offset, bounds.startOffset());
            case StreamStart.AtTime(long timestampMs) ->
                    partition.offsetAt(timestampMs).map(TimestampOffset::offset).orElse(bounds.highWatermark());
        };
    }

    /**
     * The last batch that has something to show: the end of a transaction has not, nor what it took back. What is not
     * decided yet comes when it is.
     */
    private long lastBatchOffset(Fetched.Bounds bounds) {
        ByteBuffer header = ByteBuffer.allocate(RecordBatch.HEADER_BYTES);
        long end = bounds.lastStableOffset();
        for (int step = 0; step < MOST_STEPS_BACK && end > bounds.startOffset(); step++) {
            if (!(partition.fetch(end - 1, 1, true)
                    instanceof Fetched.Batches(LogSlice records, var ignored, List<AbortedTransaction> transactions))) {
                break;
            }
            try {
                if (records.length() < header.capacity()) {
                    break;
                }
                records.readInto(header.clear());
            } finally {
                records.release();
            }
            end = RecordBatch.baseOffset(header, 0);
            if (!RecordBatch.isControl(header, 0) && !isAborted(transactions, header, 0, end)) {
                return end;
            }
        }
        return bounds.lastStableOffset();
    }

    /**
     * Delivers what is here, as far as the sink takes it.
     *
     * @return whether there may be more to deliver at once
     */
    boolean deliver(StreamSink sink, int recordsMax) {
        int delivered = 0;
        while (sink.hasCredit() && !reader.isClosed()) {
            if (!viewLoaded && !next()) {
                fetch();
                if (fetching || !viewLoaded && !next()) {
                    return false;
                }
                viewLoaded = true;
            }
            if (delivered == recordsMax) {
                viewLoaded = true;
                return true;
            }
            viewLoaded = false;
            delivered++;
            sink.deliver(view);
        }
        return false;
    }

    private boolean next() {
        while (cursor.next(view)) {
            if (!view.isControl() && !isAborted()) {
                return true;
            }
        }
        return false;
    }

    private boolean isAborted() {
        return isAborted(aborted, region, cursor.batchPosition(), view.offset());
    }

    private static boolean isAborted(List<AbortedTransaction> transactions, ByteBuffer batches, int at, long offset) {
        if (transactions.isEmpty() || !RecordBatch.isTransactional(batches, at)) {
            return false;
        }
        long producerId = RecordBatch.producerId(batches, at);
        for (AbortedTransaction transaction : transactions) {
            if (transaction.producerId() == producerId && offset >= transaction.firstOffset()
                    && offset <= transaction.lastOffset()) {
                return true;
            }
        }
        return false;
    }

    /** Asks the partition for the next run of batches, unless that is under way. */
    private void fetch() {
        if (fetching || reader.isClosed()) {
            return;
        }
        fetching = true;
        long offset = nextOffset;
        Posting.to(partition.shard(), () -> fetchThere(offset));
    }

    /** On the partition's shard. */
    private void fetchThere(long offset) {
        if (partition.isDeleted()) {
            Posting.to(home, reader::ended);
            return;
        }
        switch (partition.fetch(offset, FETCH_BYTES, true)) {
            case Fetched.OutOfRange(Fetched.Bounds bounds) when offset < bounds.startOffset() ->
                    // What was wanted has been deleted meanwhile: go on with the oldest that is left.
                    fetchThere(bounds.startOffset());
            case Fetched.OutOfRange tooFar -> partition.await(this);
            case Fetched.Batches(LogSlice records, var bounds, List<AbortedTransaction> transactions) -> {
                ByteBuffer copy = copy(records);
                if (copy.hasRemaining()) {
                    Posting.to(home, () -> arrived(copy, transactions, offset));
                } else {
                    partition.await(this);
                }
            }
        }
    }

    private static ByteBuffer copy(LogSlice records) {
        try {
            ByteBuffer copy = ByteBuffer.allocate(records.length());
            records.readInto(copy);
            return copy.flip();
        } finally {
            records.release();
        }
    }

    private void arrived(ByteBuffer batches, List<AbortedTransaction> transactions, long offset) {
        fetching = false;
        if (reader.isClosed()) {
            return;
        }
        region = batches;
        aborted = transactions;
        cursor.open(batches);
        cursor.skipTo(offset);
        int position = batches.position();
        while (RecordBatch.isWhole(batches, position, batches.limit())) {
            nextOffset = RecordBatch.endOffset(batches, position);
            position += RecordBatch.size(batches, position);
        }
        reader.planTurn();
    }

    /** On the partition's shard: it has grown, or is gone. */
    @Override
    public void grown(Partition grown) {
        Posting.to(home, () -> {
            fetching = false;
            fetch();
        });
    }

    void close() {
        Posting.to(partition.shard(), () -> partition.forget(this));
    }
}
