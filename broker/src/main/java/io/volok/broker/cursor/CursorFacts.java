package io.volok.broker.cursor;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;

/**
 * The facts of an {@link AckCursor} as bytes: what happened since they were last written, or all of it. Replaying them
 * in order gives the state back.
 *
 * <pre>
 *   entry   = op...
 *   SEEK    1, offset                     everything below is archived; everything before this entry is void
 *   FLOOR   2, offset                     everything below is archived
 *   NEXT    3, offset                     everything below was acquired at some time
 *   RUN     4, from, length               archived out of order
 *   COUNTS  5, offset, acquired, failed   came back that often
 *   BYTES   6, end, enqueued, archived    sizes of all bodies ever enqueued below end, and of those archived
 *   BRIEF   7, from, length               does not survive a restart
 *   HELD    8, offset, kind, time, count, size   acquired out of turn, until COUNTS or RUN says otherwise
 * </pre>
 *
 * <p>All numbers are zigzag varints of up to 64 bits.
 */
public final class CursorFacts {

    private static final int SEEK = 1;
    private static final int FLOOR = 2;
    private static final int NEXT = 3;
    private static final int RUN = 4;
    private static final int COUNTS = 5;
    private static final int BYTES = 6;
    private static final int BRIEF = 7;
    private static final int HELD = 8;

    private CursorFacts() {
    }

    /** Told what replaying finds beside the cursor. */
    public interface Companion {
        /** As of {@code end}, so many bytes had been enqueued and archived. */
        void sizes(long end, long enqueuedBytes, long archivedBytes);

        /** As given to {@link #writeHeld}. */
        default void held(long offset, int kind, long timeMs, int count, int size) {
        }

        /** This offset is not held any more. */
        default void cameBack(long offset) {
        }

        /** Everything before is void. */
        default void begunAnew() {
        }
    }

    /** Whether anything has happened since {@link #writeChanges} or {@link #writeAll}. */
    public static boolean hasChanges(AckCursor cursor) {
        return cursor.journal().isDirty(cursor.floor(), cursor.next());
    }

    /** Writes what has happened since the last time. */
    public static void writeChanges(AckCursor cursor, ByteWriter out) {
        CursorJournal journal = cursor.journal();
        long floor = cursor.floor();
        if (floor != journal.writtenFloor()) {
            op(out, FLOOR, floor);
        }
        op(out, NEXT, cursor.next());
        for (int run = 0; run < journal.runs(); run++) {
            run(out, RUN, Math.max(floor, journal.runFrom(run)), journal.runTo(run));
        }
        for (int run = 0; run < journal.ephemerals(); run++) {
            run(out, BRIEF, Math.max(floor, journal.ephemeralFrom(run)), journal.ephemeralTo(run));
        }
        for (int i = 0; i < journal.counted(); i++) {
            long offset = journal.countedAt(i);
            counts(out, offset, cursor.acquiredCount(offset), cursor.deliveryCount(offset));
        }
        journal.written(floor, cursor.next());
        cursor.ephemeralBits();
    }

    /** Writes the whole state: what was written before is not needed any more. */
    public static void writeAll(AckCursor cursor, ByteWriter out) {
        op(out, SEEK, cursor.floor());
        op(out, NEXT, cursor.next());
        runs(out, RUN, cursor.archivedBits());
        runs(out, BRIEF, cursor.ephemeralBits());
        cursor.counts().forEach((offset, acquired, failed) -> counts(out, offset, acquired, failed));
        cursor.journal().written(cursor.floor(), cursor.next());
    }

    /** Writes that offsets, which ascend, are archived; that of a cursor which does not know it yet. */
    public static void writeArchived(ByteWriter out, long[] offsets) {
        for (int i = 0; i < offsets.length;) {
            int first = i++;
            while (i < offsets.length && offsets[i] == offsets[i - 1] + 1) {
                i++;
            }
            run(out, RUN, offsets[first], offsets[i - 1] + 1);
        }
    }

    /** Writes the sizes as of {@code end}. */
    public static void writeSizes(ByteWriter out, long end, long enqueuedBytes, long archivedBytes) {
        op(out, BYTES, end);
        out.varlong(enqueuedBytes);
        out.varlong(archivedBytes);
    }

    /** Writes that an offset is kept out of turn; what the numbers mean is the owner's business. */
    public static void writeHeld(ByteWriter out, long offset, int kind, long timeMs, int count, int size) {
        op(out, HELD, offset);
        out.varlong(kind);
        out.varlong(timeMs);
        out.varlong(count);
        out.varlong(size);
    }

    private static void op(ByteWriter out, int op, long offset) {
        out.u8(op);
        out.varlong(offset);
    }

    private static void runs(ByteWriter out, int op, OffsetBits offsets) {
        for (long from = offsets.first(); from != AckCursor.NONE; ) {
            long to = offsets.firstAbsentFrom(from);
            run(out, op, from, to);
            from = offsets.firstFrom(to);
        }
    }

    private static void run(ByteWriter out, int op, long from, long to) {
        if (from < to) {
            op(out, op, from);
            out.varlong(to - from);
        }
    }

    private static void counts(ByteWriter out, long offset, int acquired, int failed) {
        if (acquired > 0) {
            op(out, COUNTS, offset);
            out.varlong(acquired);
            out.varlong(failed);
        }
    }

    /**
     * Applies one entry.
     *
     * @throws MalformedBytes if it makes no sense
     */
    public static void replay(AckCursor cursor, Companion beside, byte[] entry, int offset, int length) {
        Reader in = new Reader(entry, offset, offset + length);
        while (in.at < in.end) {
            int op = entry[in.at++];
            switch (op) {
                case SEEK -> {
                    cursor.replaySeek(in.next());
                    beside.begunAnew();
                }
                case FLOOR -> cursor.replayFloor(in.next());
                case NEXT -> cursor.replayNext(in.next());
                case RUN -> {
                    long from = in.next();
                    cursor.replayArchived(from, from + in.next());
                }
                case BRIEF -> {
                    long from = in.next();
                    cursor.replayEphemeral(from, from + in.next());
                }
                case COUNTS -> {
                    long back = in.next();
                    cursor.replayCounts(back, (int) in.next(), (int) in.next());
                    beside.cameBack(back);
                }
                case HELD -> beside.held(in.next(), (int) in.next(), in.next(), (int) in.next(), (int) in.next());
                case BYTES -> beside.sizes(in.next(), in.next(), in.next());
                default -> throw new MalformedBytes(in.at - 1, "unknown cursor fact " + op);
            }
        }
    }

    private static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int at;

        Reader(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        long next() {
            long zigzag = 0;
            for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
                byte b = bytes[at++];
                zigzag |= (b & 0x7FL) << shift;
                if (b >= 0) {
                    return (zigzag >>> 1) ^ -(zigzag & 1);
                }
            }
            throw new MalformedBytes(at, "cursor fact is cut");
        }
    }
}
