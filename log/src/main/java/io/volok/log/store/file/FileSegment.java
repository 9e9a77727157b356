package io.volok.log.store.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.volok.log.store.SegmentSealed;
import io.volok.log.store.StoreFailed;
import io.volok.log.store.StoredSegment;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A segment in a file. The file is opened when used and may be closed by {@link ChannelCache} while nobody pins it;
 * an open descriptor keeps the bytes readable after the file was unlinked, which is what makes a pin safe.
 */
final class FileSegment implements StoredSegment {

    /**
     * The JDK copies heap buffers through a direct buffer of the same size that it then keeps per thread. Larger
     * transfers are cut into pieces so that these stay small.
     */
    private static final int HEAP_TRANSFER_BYTES = 1 << 17;
    /** What was written last is in the page cache, and is not looked for there. */
    private static final int FRESH_BYTES = 16 << 20;
    private static final int CLOSED = -1;
    /** It is not among the open files. */
    static final int NO_SLOT = -1;
    private static final AtomicIntegerFieldUpdater<FileSegment> PINS =
            AtomicIntegerFieldUpdater.newUpdater(FileSegment.class, "pins");

    private final FileLogStore log;
    private final long baseOffset;
    private String dataSuffix;
    private long size;
    private boolean sealed;
    private boolean create;
    private volatile boolean removed;
    private volatile boolean used;
    private volatile FileChannel channel;
    private volatile FileChannel indexChannel;
    /** Guarded by the cache's lock. */
    private int slot = NO_SLOT;
    /** Number of pins while the file is open, else {@link #CLOSED}. */
    private volatile int pins = CLOSED;
    /** Guarded by the log's lock: whether bytes were written since the last request to force them. */
    private boolean dirty;

    private FileSegment(FileLogStore log, long baseOffset, String dataSuffix) {
        this.log = log;
        this.baseOffset = baseOffset;
        this.dataSuffix = dataSuffix;
    }

    static FileSegment existing(FileLogStore log, long baseOffset, long size, boolean sealed) {
        FileSegment segment = new FileSegment(log, baseOffset, SegmentFiles.DATA);
        segment.size = size;
        segment.sealed = sealed;
        return segment;
    }

    /** Begins a file; fails if there is one. */
    static FileSegment begin(FileLogStore log, long baseOffset, String dataSuffix) throws IOException {
        FileSegment segment = new FileSegment(log, baseOffset, dataSuffix);
        segment.create = true;
        log.channels().open(segment);
        return segment;
    }

    @Override
    public long baseOffset() {
        return baseOffset;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean sealed() {
        return sealed;
    }

    boolean dirty() {
        return dirty;
    }

    void dirty(boolean now) {
        dirty = now;
    }

    @Override
    public void append(ByteBuffer bytes) {
        if (prepared()) {
            log.preparing(() -> write(bytes));
        } else {
            log.append(this, bytes);
        }
    }

    /** Writes at the end; on failure the size has not changed but the file may have. */
    void write(ByteBuffer bytes) throws IOException {
        if (sealed) {
            throw new SegmentSealed(log.id(), "segment " + baseOffset + " is sealed", null);
        }
        pinOrThrow();
        try {
            long position = size;
            if (bytes.isDirect()) {
                while (bytes.hasRemaining()) {
                    position += channel.write(bytes, position);
                }
            } else {
                position = writeInPieces(bytes, position);
            }
            size = position;
        } finally {
            unpin();
        }
    }

    private long writeInPieces(ByteBuffer bytes, long from) throws IOException {
        long position = from;
        int limit = bytes.limit();
        try {
            while (bytes.position() < limit) {
                bytes.limit(Math.min(limit, bytes.position() + HEAP_TRANSFER_BYTES));
                position += channel.write(bytes, position);
            }
        } finally {
            bytes.limit(limit);
        }
        return position;
    }

    @Override
    public void truncate(long newSize) {
        log.changing(() -> {
            if (sealed) {
                throw new SegmentSealed(log.id(), "segment " + baseOffset + " is sealed", null);
            }
            cutFile(newSize);
            Files.deleteIfExists(file(Part.OFFSET_INDEX));
            Files.deleteIfExists(file(Part.TIME_INDEX));
            size = newSize;
            log.noteDirty(this);
        });
    }

    void cutFile(long newSize) throws IOException {
        pinOrThrow();
        try {
            channel.truncate(newSize);
        } finally {
            unpin();
        }
    }

    @Override
    public void seal(ByteBuffer offsetIndex, ByteBuffer timeIndex) {
        if (prepared()) {
            log.preparing(() -> {
                writeIndexes(offsetIndex, timeIndex, true);
                forceData();
            });
        } else {
            log.changing(() -> {
                Path openOffsets = file(Part.OFFSET_INDEX);
                Path openTimes = file(Part.TIME_INDEX);
                writeIndexes(offsetIndex, timeIndex, false);
                Files.deleteIfExists(openOffsets);
                Files.deleteIfExists(openTimes);
                log.noteDirty(this);
            });
        }
    }

    private void writeIndexes(ByteBuffer offsetIndex, ByteBuffer timeIndex, boolean force) throws IOException {
        if (sealed) {
            throw new SegmentSealed(log.id(), "segment " + baseOffset + " is sealed", null);
        }
        // The offset index comes last: its name says that the segment is sealed.
        AtomicFile.write(file(Part.TIME_INDEX, true), timeIndex, force);
        AtomicFile.write(file(Part.OFFSET_INDEX, true), offsetIndex, force);
        sealed = true;
    }

    @Override
    public void saveIndexes(ByteBuffer offsetIndex, ByteBuffer timeIndex) {
        log.changing(() -> {
            // In this order: time entries for data without offset entries are harmless, not so the other way round.
            AtomicFile.write(file(Part.TIME_INDEX), timeIndex, false);
            AtomicFile.write(file(Part.OFFSET_INDEX), offsetIndex, false);
        });
    }

    private boolean prepared() {
        return !SegmentFiles.DATA.equals(dataSuffix);
    }

    /** Where a part lies now. */
    Path file(Part part) {
        return file(part, sealed);
    }

    private Path file(Part part, boolean whenSealed) {
        String prefix = SegmentFiles.prefix(baseOffset);
        if (part == Part.DATA) {
            return log.directory().resolve(prefix + dataSuffix);
        }
        String middle = prepared() ? SegmentFiles.CLEANED : "";
        String end = whenSealed || prepared() ? "" : SegmentFiles.OPEN;
        return log.directory().resolve(prefix + middle + SegmentFiles.suffix(part) + end);
    }

    /** The data file has been given another name. */
    void renamed(String newDataSuffix) {
        dataSuffix = newDataSuffix;
    }

    /** From now on only those who hold a pin can read. */
    void remove() {
        removed = true;
        log.channels().release(this);
    }

    @Override
    public long size(Part part) {
        if (part == Part.DATA) {
            return size;
        }
        return file(part).toFile().length();
    }

    @Override
    public int read(Part part, ByteBuffer target, long position) {
        try {
            if (part == Part.TIME_INDEX || part == Part.OFFSET_INDEX && !sealed) {
                try (FileChannel index = FileChannel.open(file(part), READ)) {
                    return readInPieces(index, target, position);
                }
            }
            pinOrThrow();
            try {
                return readInPieces(part == Part.DATA ? channel : offsetIndexChannel(), target, position);
            } finally {
                unpin();
            }
        } catch (NoSuchFileException absent) {
            return 0;
        } catch (IOException failed) {
            throw new StoreFailed(log.id(), "reading segment " + baseOffset + ": " + failed.getMessage(), failed);
        }
    }

    /** The offset index of a sealed segment is searched with many small reads, so its file stays open with the data. */
    private FileChannel offsetIndexChannel() throws IOException {
        if (indexChannel == null) {
            log.channels().openIndex(this);
        }
        return indexChannel;
    }

    /** Called with the cache's lock held. */
    void openIndexChannel() throws IOException {
        if (indexChannel == null) {
            indexChannel = FileChannel.open(file(Part.OFFSET_INDEX), READ);
        }
    }

    private static int readInPieces(FileChannel from, ByteBuffer target, long position) throws IOException {
        int start = target.position();
        int limit = target.limit();
        int piece = target.isDirect() ? Integer.MAX_VALUE : HEAP_TRANSFER_BYTES;
        try {
            while (target.position() < limit) {
                target.limit(limit - target.position() > piece ? target.position() + piece : limit);
                if (from.read(target, position + target.position() - start) < 0) {
                    break;
                }
            }
        } finally {
            target.limit(limit);
        }
        return target.position() - start;
    }

    @Override
    public boolean isResident(long position, int length) {
        if (!sealed && position >= size - FRESH_BYTES) {
            return true;
        }
        try (Arena arena = Arena.ofConfined()) {
            return channel.map(FileChannel.MapMode.READ_ONLY, position, length, arena).isLoaded();
        } catch (IOException unknown) {
            return true; // the read that follows will say what is wrong
        }
    }

    @Override
    public void load(long position, int length, Runnable done) {
        log.loader().load(channel, position, length, done);
    }

    /** There is no use in bringing bytes to the disk that are about to be unlinked. */
    void forceUnlessRemoved() throws IOException {
        if (!removed) {
            forceData();
        }
    }

    void forceData() throws IOException {
        pinOrThrow();
        try {
            channel.force(false);
        } finally {
            unpin();
        }
    }

    @Override
    public void pin() {
        try {
            pinOrThrow();
        } catch (IOException failed) {
            throw new StoreFailed(log.id(), "opening segment " + baseOffset + ": " + failed.getMessage(), failed);
        }
    }

    private void pinOrThrow() throws IOException {
        while (true) {
            int now = pins;
            if (now == CLOSED) {
                log.channels().open(this);
            } else if (PINS.compareAndSet(this, now, now + 1)) {
                if (!used) {
                    used = true;
                }
                return;
            }
        }
    }

    @Override
    public void unpin() {
        if (PINS.decrementAndGet(this) == 0 && (removed || log.channels().isCrowded())) {
            log.channels().release(this);
        }
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    /** Opens the file; false if it was open. Called with the cache's lock held. */
    boolean openChannel() throws IOException {
        if (pins != CLOSED) {
            return false;
        }
        if (removed) {
            throw new IOException("it has been removed");
        }
        channel = create
                ? FileChannel.open(file(Part.DATA), CREATE_NEW, READ, WRITE)
                : FileChannel.open(file(Part.DATA), READ, WRITE);
        create = false;
        used = true;
        pins = 0;
        return true;
    }

    /** Closes the file unless it is pinned. Called with the cache's lock held. */
    boolean tryClose() {
        if (!PINS.compareAndSet(this, 0, CLOSED)) {
            return false;
        }
        FileChannel closing = channel;
        FileChannel closingIndex = indexChannel;
        channel = null;
        indexChannel = null;
        try {
            closing.close();
            if (closingIndex != null) {
                closingIndex.close();
            }
        } catch (IOException failed) {
            throw new StoreFailed(log.id(), "closing segment " + baseOffset + ": " + failed.getMessage(), failed);
        }
        return true;
    }

    boolean isClosed() {
        return pins == CLOSED;
    }

    /** Where it stands among the open files. Called with the cache's lock held. */
    int slot() {
        return slot;
    }

    void slot(int now) {
        slot = now;
    }

    boolean clearUsed() {
        boolean was = used;
        used = false;
        return was;
    }
}
