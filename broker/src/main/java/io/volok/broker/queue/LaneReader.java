package io.volok.broker.queue;

import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.Log;
import io.volok.log.LogSlice;
import io.volok.log.store.CorruptLog;
import java.nio.ByteBuffer;

/**
 * Finds records of one lane by offset, in memory or else in the log, and is fast when the next one asked for comes
 * after the last one. The log is read in chunks that grow while the reading goes on in order.
 */
final class LaneReader {

    private static final int CHUNK_MIN_BYTES = 16 * 1024;
    private static final int CHUNK_MAX_BYTES = 256 * 1024;
    /** When reading goes on in order, so much is asked for before it is needed, each time that half of it has been read. */
    private static final int AHEAD_BYTES = 2 << 20;
    private static final long NOTHING = -1;

    private final LaneTail tail;
    private final Log log;
    private final RecordCursor records = new RecordCursor();
    private final RecordView view = new RecordView();
    private ByteBuffer chunk;
    private int chunkBytes = CHUNK_MIN_BYTES;
    private int untilAhead;
    private boolean open;
    private long current = NOTHING;

    LaneReader(LaneTail tail, Log log) {
        this.tail = tail;
        this.log = log;
    }

    /** The record with this offset; valid until the next call. It must exist. */
    RecordView read(long offset) {
        if (offset == current) {
            return view;
        }
        if (open && offset > current && advance(offset)) {
            return view;
        }
        openAt(offset);
        if (!advance(offset)) {
            throw new IllegalStateException("no record " + offset + " in " + log.id());
        }
        return view;
    }

    /** Lets go of the memory; reading goes on as before. */
    void release() {
        chunk = null;
        chunkBytes = CHUNK_MIN_BYTES;
        untilAhead = 0;
        open = false;
        current = NOTHING;
    }

    private boolean advance(long offset) {
        records.skipTo(offset);
        if (records.next(view)) {
            current = view.offset();
            if (current == offset) {
                return true;
            }
        }
        open = false;
        current = NOTHING;
        return false;
    }

    private void openAt(long offset) {
        LaneTail.Batch batch = tail.find(offset);
        if (batch != null) {
            records.open(ByteBuffer.wrap(batch.bytes));
        } else {
            readChunk(offset);
        }
        open = true;
    }

    private void readChunk(long offset) {
        if (chunk == null || chunk.capacity() < chunkBytes) {
            chunk = ByteBuffer.allocate(chunkBytes);
        }
        chunkBytes = Math.min(chunkBytes * 2, CHUNK_MAX_BYTES);
        int got = log.readInto(offset, chunk.clear());
        if (got < 0) {
            chunk = ByteBuffer.allocate(-got);
            got = log.readInto(offset, chunk);
        }
        if (got <= 0) {
            throw new IllegalStateException("no batch with offset " + offset + " in " + log.id());
        }
        check(chunk.flip(), offset);
        records.open(chunk);
        if (chunkBytes == CHUNK_MAX_BYTES) {
            readAhead(offset, got);
        }
    }

    /**
     * What lay on the disk for long may have changed there; damage is told and never delivered. A batch that is cut at the
     * end is read again when it is needed.
     */
    private void check(ByteBuffer batches, long offset) {
        try {
            int at = 0;
            while (RecordBatch.isWhole(batches, at, batches.limit())) {
                at = RecordBatch.check(batches, at, batches.limit());
            }
        } catch (MalformedBytes malformed) {
            throw new CorruptLog(log.id(), offset, malformed.reason());
        }
    }

    /** Old messages may have left the page cache; they are brought back in the background, so that the shard need not wait. */
    private void readAhead(long offset, int bytes) {
        untilAhead -= bytes;
        if (untilAhead <= 0) {
            untilAhead = AHEAD_BYTES / 2;
            LogSlice ahead = log.read(offset, AHEAD_BYTES);
            if (!ahead.isResident()) {
                ahead.load(() -> { });
            }
            ahead.release();
        }
    }
}
