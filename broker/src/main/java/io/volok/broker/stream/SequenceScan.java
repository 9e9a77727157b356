package io.volok.broker.stream;

import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.vhost.PublisherSequences;
import io.volok.broker.vhost.StreamBounds;
import io.volok.codec.message.StreamNote;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.LogSlice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads a partition's records for what the stream protocol noted in them. On the partition's shard. */
final class SequenceScan {

    private static final int FETCH_BYTES = 1 << 20;
    private static final byte[] PUBLISHER = StreamNote.PUBLISHER.recordHeaderName();
    private static final byte[] PUBLISHING_ID = StreamNote.PUBLISHING_ID.recordHeaderName();

    private final Partition partition;
    private final RecordCursor cursor;
    private final RecordView view = new RecordView();
    private final Map<String, Long> last = new HashMap<>();

    SequenceScan(Partition partition, Decompressor decompressor) {
        this.partition = partition;
        this.cursor = new RecordCursor(decompressor);
    }

    /** The publishers from an offset on. */
    PublisherSequences run(long fromOffset) {
        Fetched.Bounds bounds = partition.bounds();
        long offset = Math.max(fromOffset, bounds.startOffset());
        while (offset < bounds.highWatermark()
                && partition.fetch(offset, FETCH_BYTES, false) instanceof Fetched.Batches(LogSlice slice, var b, var t)
                && slice.length() > 0) {
            offset = read(slice, offset);
        }
        return new PublisherSequences(Map.copyOf(last), Math.max(offset, bounds.startOffset()));
    }

    private long read(LogSlice slice, long from) {
        ByteBuffer batches = ByteBuffer.allocate(Math.toIntExact(slice.length()));
        try {
            slice.readInto(batches);
        } finally {
            slice.release();
        }
        batches.flip();
        cursor.open(batches);
        cursor.skipTo(from);
        while (cursor.next(view)) {
            note();
        }
        long end = from;
        for (int at = 0; RecordBatch.isWhole(batches, at, batches.limit()); at += RecordBatch.size(batches, at)) {
            end = RecordBatch.endOffset(batches, at);
        }
        return end;
    }

    private void note() {
        if (view.isControl() || !view.findHeader(PUBLISHING_ID)) {
            return;
        }
        String id = value();
        if (view.findHeader(PUBLISHER) && id.matches("[0-9]{1,20}")) {
            last.merge(value(), Long.parseUnsignedLong(id), Math::max);
        }
    }

    private String value() {
        return new String(view.array(), view.headerValueStart(), Math.max(0, view.headerValueLength()),
                StandardCharsets.UTF_8);
    }

    /** Where a partition begins and ends. */
    static StreamBounds bounds(Partition partition) {
        long end = partition.endOffset();
        Fetched.Bounds bounds = partition.bounds();
        long lastBatch = bounds.highWatermark();
        if (lastBatch > bounds.startOffset()
                && partition.fetch(lastBatch - 1, 1, false) instanceof Fetched.Batches(LogSlice slice, var b, var t)) {
            try {
                ByteBuffer header = ByteBuffer.allocate(RecordBatch.HEADER_BYTES);
                slice.readInto(header);
                lastBatch = RecordBatch.baseOffset(header, 0);
            } finally {
                slice.release();
            }
        }
        return new StreamBounds(bounds.startOffset(), Math.min(end, bounds.highWatermark()), lastBatch);
    }
}
