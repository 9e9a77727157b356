package io.volok.log;

import io.volok.codec.record.RecordBatch;
import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;

/**
 * Steps over the batch headers of a stretch of a segment without reading the records.
 *
 * <p>Headers are read in chunks, so that many small batches cost one read. The chunk is one per thread, because a
 * walk is short, never nested, and done for every read of a log that is not at its tail.
 */
final class BatchWalk {

    private static final int CHUNK_BYTES = 8192;
    private static final ThreadLocal<ByteBuffer> CHUNK =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK_BYTES));

    private final StoredSegment segment;
    private final long end;
    private final ByteBuffer chunk = CHUNK.get();
    private long chunkPosition;
    private long position;
    private long nextPosition;
    private int at;

    /** Walks from a position, at which a batch starts, to an end. */
    BatchWalk(StoredSegment segment, long position, long end) {
        this.segment = segment;
        this.end = end;
        this.nextPosition = position;
        this.chunkPosition = position;
        chunk.clear().limit(0);
    }

    /** Steps to the next batch. False at the end, and if what follows is not a whole batch: see {@link #atEnd()}. */
    boolean next() {
        position = nextPosition;
        if (end - position < RecordBatch.HEADER_BYTES) {
            return false;
        }
        if (position + RecordBatch.HEADER_BYTES > chunkPosition + chunk.limit()) {
            load();
        }
        at = (int) (position - chunkPosition);
        if (chunk.limit() - at < RecordBatch.HEADER_BYTES || !plausible() || position + size() > end) {
            return false;
        }
        nextPosition = position + size();
        return true;
    }

    private boolean plausible() {
        return RecordBatch.size(chunk, at) >= RecordBatch.HEADER_BYTES
                && RecordBatch.magic(chunk, at) == RecordBatch.MAGIC
                && RecordBatch.lastOffset(chunk, at) >= RecordBatch.baseOffset(chunk, at);
    }

    private void load() {
        chunk.clear().limit((int) Math.min(CHUNK_BYTES, end - position));
        segment.read(StoredSegment.Part.DATA, chunk, position);
        chunk.flip();
        chunkPosition = position;
    }

    /** After {@link #next} said no: whether all bytes up to the end have been walked. */
    boolean atEnd() {
        return position == end;
    }

    long position() {
        return position;
    }

    long nextPosition() {
        return nextPosition;
    }

    int size() {
        return RecordBatch.size(chunk, at);
    }

    long baseOffset() {
        return RecordBatch.baseOffset(chunk, at);
    }

    long lastOffset() {
        return RecordBatch.lastOffset(chunk, at);
    }

    long baseTimestamp() {
        return RecordBatch.baseTimestamp(chunk, at);
    }

    long maxTimestamp() {
        return RecordBatch.maxTimestamp(chunk, at);
    }
}
