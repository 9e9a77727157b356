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
        RecordCursor cursor = new RecordCursor();
        RecordView view = new RecordView();
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        long offset = from;
        long end = log.endOffset();
        while (offset < end) {
            buffer = read(log, offset, buffer);
            cursor.open(buffer);
            cursor.skipTo(offset);
            long before = offset;
            while (cursor.next(view)) {
                each.accept(view);
                offset = view.offset() + 1;
            }
            if (offset == before) {
                throw new IllegalStateException(log.id() + " gives no record at offset " + offset + " of " + end);
            }
        }
    }

    /** Reads whole batches; into a larger buffer if the first one needs it. */
    private static ByteBuffer read(Log log, long offset, ByteBuffer buffer) {
        LogSlice slice = log.read(offset, READ_BYTES);
        try {
            ByteBuffer target = slice.length() <= buffer.capacity() ? buffer.clear() : ByteBuffer.allocate(slice.length());
            slice.readInto(target);
            return target.flip();
        } finally {
            slice.release();
        }
    }
}
