package io.volok.broker.catalog;

import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.Log;
import io.volok.log.LogSlice;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads a log from an offset to its end, record by record: how state is recovered. */
public final class LogReplay {

    private static final int READ_BYTES = 1 << 20;

    private LogReplay() {
    }

    /** Gives each record from {@code from} on, in order; the view is valid during the call only. */
    public static void replay(Log log, long from, Consumer<RecordView> each) {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        for (long offset = from; offset < log.endOffset();) {
            offset = piece(log, offset, buffer, each);
        }
    }

    /**
     * Gives the records from {@code from} on that one read brings: about as many as fit into the buffer, and one batch
     * at least.
     *
     * @return the offset to go on from
     */
    public static long piece(Log log, long from, ByteBuffer buffer, Consumer<RecordView> each) {
        RecordCursor cursor = new RecordCursor().open(read(log, from, buffer));
        RecordView view = new RecordView();
        cursor.skipTo(from);
        long next = from;
        while (cursor.next(view)) {
            each.accept(view);
            next = view.offset() + 1;
        }
        if (next == from) {
            throw new IllegalStateException(log.id() + " gives no record at offset " + from);
        }
        return next;
    }

    /** Reads whole batches; into a larger buffer if the first one needs it. */
    private static ByteBuffer read(Log log, long offset, ByteBuffer buffer) {
        LogSlice slice = log.read(offset, buffer.capacity());
        try {
            ByteBuffer target = slice.length() <= buffer.capacity() ? buffer.clear() : ByteBuffer.allocate(slice.length());
            slice.readInto(target);
            return target.flip();
        } finally {
            slice.release();
        }
    }
}
