package io.volok.log;

import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run of stored bytes: whole batches from its start; the last one may be cut off if the size limit fell into it.
 *
 * <p>A slice is handed out with one reference. Whoever holds a reference may read, from any thread, whatever happens to
 * the log meanwhile; removed segments stay readable until the last reference is released.
 */
public final class LogSlice {

    /** Nothing. Retaining and releasing it has no effect. */
    public static final LogSlice EMPTY = new LogSlice(null, 0, 0);

    private final StoredSegment segment;
    private final long position;
    private final int length;
    private final AtomicInteger references = new AtomicInteger(1);

    /** Takes over one pin of the segment. */
    LogSlice(StoredSegment segment, long position, int length) {
        this.segment = segment;
        this.position = position;
        this.length = length;
    }

    /** Bytes in the slice. */
    public int length() {
        return length;
    }

    /** Where the slice starts in the file of {@link #channel}. */
    public long position() {
        return position;
    }

    /** The file for a transfer without copying. It is shared: never close it, never move its position. */
    public Optional<FileChannel> channel() {
        return segment == null ? Optional.empty() : Optional.ofNullable(segment.channel());
    }

    /** Whether the bytes are in memory as far as can be told, so that reading or sending them waits for no disk. */
    public boolean isResident() {
        return segment == null || segment.isResident(position, length);
    }

    /** Brings the bytes into memory in the background; {@code done} then runs on some thread, whether it worked or not. */
    public void load(Runnable done) {
        retain();
        segment.load(position, length, () -> {
            release();
            done.run();
        });
    }

    /** Copies bytes from the start of the slice, as many as fit. */
    public int readInto(ByteBuffer target) {
        return readInto(target, 0);
    }

    /** Copies bytes that start {@code from} bytes after the start of the slice, as many as fit and are there. */
    public int readInto(ByteBuffer target, int from) {
        int count = Math.min(target.remaining(), length - from);
        if (count <= 0) {
            return 0;
        }
        int limit = target.limit();
        target.limit(target.position() + count);
        try {
            return segment.read(StoredSegment.Part.DATA, target, position + from);
        } finally {
            target.limit(limit);
        }
    }

    /** Adds a reference. */
    public LogSlice retain() {
        if (segment != null && references.getAndIncrement() <= 0) {
            references.decrementAndGet();
            throw new IllegalStateException("The slice has been released");
        }
        return this;
    }

    /** Gives a reference back. */
    public void release() {
        if (segment == null) {
            return;
        }
        int left = references.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("The slice has been released too often");
        }
        if (left == 0) {
            segment.unpin();
        }
    }
}
