package io.volok.log;

import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.record.RecordBatch;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.LogId;
import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;

/**
 * Reads whole batches of sealed segments one after the other, for passes that look at every record. Checks their
 * CRCs.
 */
final class BatchReader {

    private static final int CHUNK_BYTES = 1 << 20;

    private final LogId log;
    private ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).limit(0);
    private StoredSegment segment;
    private long position;
    private long nextPosition;
    private int at;
    private int nextAt;

    BatchReader(LogId log) {
        this.log = log;
    }

    BatchReader open(StoredSegment source) {
        segment = source;
        nextPosition = 0;
        nextAt = 0;
        chunk.clear().limit(0);
        return this;
    }

    /** Steps to the next batch; false behind the last. */
    boolean next() {
        if (nextPosition >= segment.size()) {
            return false;
        }
        position = nextPosition;
        at = nextAt;
        try {
            while (!RecordBatch.isWhole(chunk, at, chunk.limit())) {
                load();
            }
            nextAt = RecordBatch.check(chunk, at, chunk.limit());
        } catch (MalformedBytes malformed) {
            throw new CorruptLog(log, segment.baseOffset(), position, malformed.reason());
        }
        nextPosition = position + nextAt - at;
        return true;
    }

    /** Brings the batch at the position to the start of the chunk, whole if the chunk has its header already. */
    private void load() {
        int need = CHUNK_BYTES;
        if (chunk.limit() - at >= RecordBatch.HEADER_BYTES) {
            need = Math.max(need, RecordBatch.size(chunk, at));
        }
        int there = (int) Math.min(segment.size() - position, Math.max(need, 0));
        if (at == 0 && there <= chunk.limit()) {
            throw new MalformedBytes(position, "record batch is cut");
        }
        if (there > chunk.capacity()) {
            chunk = ByteBuffer.allocate(there);
        }
        chunk.clear().limit(there);
        segment.read(StoredSegment.Part.DATA, chunk, position);
        chunk.flip();
        at = 0;
    }

    /** The bytes that hold the current batch at {@link #at()}; valid until the next step. */
    ByteBuffer bytes() {
        return chunk;
    }

    int at() {
        return at;
    }

    int size() {
        return nextAt - at;
    }
}
