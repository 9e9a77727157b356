package io.volok.broker.share;

import io.volok.broker.cursor.AckCursor;
import io.volok.broker.cursor.CursorFacts;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBatch;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.Log;
import io.volok.log.LogSlice;
import io.volok.log.store.DiskFull;
import java.nio.ByteBuffer;

/**
 * The facts of one share partition.
 *
 * <pre>
 *   record value = BEGIN 0 | stateEpoch int32 | startOffset int64, -1 if none is known yet |
 *                | FACTS 1 | an entry of CursorFacts |
 * </pre>
 *
 * A BEGIN voids everything before it. When the log has grown it is begun anew and the old segments go.
 */
final class ShareLog {

    private static final byte BEGIN = 0;
    private static final byte FACTS = 1;
    private static final int READ_BYTES = 1 << 20;
    private static final long RENEW_BYTES = 4L << 20;

    private final Log log;
    private final BatchBuilder builder = new BatchBuilder();
    private int stateEpoch;
    private AckCursor cursor;
    /** Whether the disk had no room for something: then the next entry has to say everything. */
    private boolean behind;

    ShareLog(Log log) {
        this.log = log;
    }

    /** What the facts say; null if no offset is known yet. The caller ends the recovery of the cursor. */
    AckCursor replay() {
        RecordCursor records = new RecordCursor();
        RecordView record = new RecordView();
        long offset = log.startOffset();
        while (offset < log.endOffset()) {
            ByteBuffer chunk = read(offset);
            records.open(chunk);
            records.skipTo(offset);
            while (records.next(record)) {
                replay(record);
            }
            offset = RecordBatch.endOffset(chunk, records.batchPosition());
        }
        return cursor;
    }

    int stateEpoch() {
        return stateEpoch;
    }

    /** Whether something is not in the log that ought to be. */
    boolean isBehind() {
        return behind;
    }

    boolean isEmpty() {
        return log.endOffset() == 0;
    }

    /** Everything begins anew; {@code startOffset} is -1 if none is known. */
    void begin(int newStateEpoch, long startOffset, long nowMs) {
        stateEpoch = newStateEpoch;
        ByteWriter out = new ByteWriter(16);
        out.u8(BEGIN);
        out.u32(newStateEpoch);
        out.u64(startOffset);
        append(out, nowMs);
    }

    /** Goes on under a newer epoch. */
    void adopt(int newStateEpoch, AckCursor current, long nowMs) {
        if (newStateEpoch > stateEpoch) {
            stateEpoch = newStateEpoch;
            renew(current, nowMs);
        }
    }

    /** Appends what has happened to the cursor. */
    void append(AckCursor changed, long nowMs) {
        if (behind || log.sizeBytes() > RENEW_BYTES) {
            renew(changed, nowMs);
            return;
        }
        ByteWriter out = new ByteWriter(64);
        out.u8(FACTS);
        CursorFacts.writeChanges(changed, out);
        append(out, nowMs);
    }

    void whenDurable(Runnable task) {
        log.whenDurable(log.endOffset(), task);
    }

    void close() {
        log.close();
    }

    void delete() {
        log.delete();
    }

    /** Writes the whole state, behind which nothing older is needed. */
    void renew(AckCursor changed, long nowMs) {
        behind = false;
        log.roll();
        long first = log.endOffset();
        begin(stateEpoch, changed.floor(), nowMs);
        ByteWriter out = new ByteWriter(64);
        out.u8(FACTS);
        CursorFacts.writeAll(changed, out);
        append(out, nowMs);
        if (!behind) {
            log.whenDurable(log.endOffset(), () -> log.trimTo(first));
        }
    }

    private void append(ByteWriter value, long nowMs) {
        long offset = log.endOffset();
        builder.begin(offset, nowMs).append(nowMs, RecordBody.of(null, value.toByteArray()));
        builder.finish();
        try {
            log.append(builder.toBuffer(), offset, offset, nowMs);
        } catch (DiskFull full) {
            behind = true; // Whoever waits for it to be kept is told; what holds is in memory and is written later.
        }
    }

    private void replay(RecordView record) {
        ByteBuffer value = ByteBuffer.wrap(record.array(), record.valueStart(), record.valueLength()).slice();
        if (value.get() == BEGIN) {
            stateEpoch = value.getInt();
            long startOffset = value.getLong();
            cursor = startOffset < 0 ? null : new AckCursor(startOffset);
        } else {
            CursorFacts.replay(cursor, (end, enqueued, archived) -> { },
                    record.array(), record.valueStart() + 1, record.valueLength() - 1);
        }
    }

    private ByteBuffer read(long offset) {
        LogSlice slice = log.read(offset, READ_BYTES);
        try {
            ByteBuffer chunk = ByteBuffer.allocate(slice.length());
            slice.readInto(chunk);
            return chunk.flip();
        } finally {
            slice.release();
        }
    }
}
