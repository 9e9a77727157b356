package io.volok.log.store.memory;

import io.volok.log.store.StoreFailed;
import io.volok.log.store.StoredSegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Bytes of one segment as the disk has them, for whichever writer looks at them. */
final class MemorySegment implements StoredSegment {

    private final long baseOffset;
    private final Map<Part, byte[]> indexes = new EnumMap<>(Part.class);
    private final MemoryWriter writer;
    private byte[] bytes = new byte[0];
    /** Bytes that the writer knows of; a torn append leaves more on the disk. */
    private int size;
    private int sizeOnDisk;
    private int syncedSize;
    private boolean sealed;
    private boolean removed;
    private int pins;

    MemorySegment(MemoryWriter writer, long baseOffset) {
        this.writer = writer;
        this.baseOffset = baseOffset;
    }

    /** What a new writer finds on the disk. This object stays with the old writer and those who pin it. */
    MemorySegment foundBy(MemoryWriter newWriter) {
        MemorySegment found = new MemorySegment(newWriter, baseOffset);
        found.bytes = bytes.clone();
        found.size = sizeOnDisk;
        found.sizeOnDisk = sizeOnDisk;
        found.syncedSize = syncedSize;
        found.sealed = sealed;
        found.indexes.putAll(indexes);
        return found;
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

    @Override
    public void append(ByteBuffer source) {
        writer.append(this, source);
    }

    /** Puts bytes behind the known end; only {@code kept} of them count. */
    void write(ByteBuffer source, int length, int kept) {
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, bytes.length * 2));
        }
        source.get(source.position(), bytes, size, length);
        sizeOnDisk = size + length;
        size += kept;
        source.position(source.position() + kept);
    }

    @Override
    public void truncate(long newSize) {
        writer.checkOpen(this);
        size = (int) newSize;
        sizeOnDisk = size;
        syncedSize = Math.min(syncedSize, size);
        indexes.clear();
    }

    @Override
    public void seal(ByteBuffer offsetIndex, ByteBuffer timeIndex) {
        writer.checkOpen(this);
        keep(offsetIndex, timeIndex);
        sealed = true;
    }

    @Override
    public void saveIndexes(ByteBuffer offsetIndex, ByteBuffer timeIndex) {
        writer.checkOpen(this);
        keep(offsetIndex, timeIndex);
    }

    private void keep(ByteBuffer offsetIndex, ByteBuffer timeIndex) {
        indexes.put(Part.OFFSET_INDEX, copy(offsetIndex));
        indexes.put(Part.TIME_INDEX, copy(timeIndex));
    }

    private static byte[] copy(ByteBuffer source) {
        byte[] copy = new byte[source.remaining()];
        source.get(source.position(), copy);
        return copy;
    }

    @Override
    public long size(Part part) {
        return part == Part.DATA ? size : indexes.getOrDefault(part, new byte[0]).length;
    }

    @Override
    public boolean isResident(long position, int length) {
        return true;
    }

    @Override
    public void load(long position, int length, Runnable done) {
        done.run();
    }

    @Override
    public int read(Part part, ByteBuffer target, long position) {
        if (removed && pins == 0) {
            throw new StoreFailed(writer.id(), "reading segment " + baseOffset + " after its removal without a pin",
                    null);
        }
        byte[] from = part == Part.DATA ? bytes : indexes.getOrDefault(part, new byte[0]);
        int count = (int) Math.max(0, Math.min(target.remaining(), size(part) - position));
        target.put(from, (int) position, count);
        return count;
    }

    @Override
    public void pin() {
        if (removed && pins == 0) {
            throw new StoreFailed(writer.id(), "segment " + baseOffset + " has been removed", null);
        }
        pins++;
    }

    @Override
    public void unpin() {
        if (pins-- == 0) {
            throw new IllegalStateException("segment " + baseOffset + " is not pinned");
        }
    }

    @Override
    public FileChannel channel() {
        return null;
    }

    void remove() {
        removed = true;
    }

    void synced(int upTo) {
        syncedSize = Math.max(syncedSize, Math.min(upTo, size));
    }

    int syncedSize() {
        return syncedSize;
    }

    void damage(int position) {
        bytes[position] = (byte) ~bytes[position];
    }

    void cut(int newSize) {
        sizeOnDisk = newSize;
    }

    /** The machine lost power: a part of the unforced bytes is not there, and perhaps a hole in what is. */
    void losePower(Faults faults, boolean sealSafe) {
        sizeOnDisk = faults.between(syncedSize, sizeOnDisk);
        if (sizeOnDisk > syncedSize && faults.chance(0.3)) {
            int from = faults.between(syncedSize, sizeOnDisk - 1);
            Arrays.fill(bytes, from, faults.between(from, sizeOnDisk), (byte) 0);
        }
        if (!sealSafe) {
            sealed = false;
            indexes.clear();
        }
    }
}
