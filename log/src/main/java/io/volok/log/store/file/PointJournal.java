package io.volok.log.store.file;

import io.volok.log.store.LogId;
import io.volok.log.store.RecoveryPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * One small file per data directory with the start offsets and recovery points of all its logs: appended to at each
 * change, rewritten when mostly stale. Any thread.
 *
 * <pre>
 * file   = magic "VLKJ" u32 | record* | zeros
 * record = crc u32 (CRC-32C of the rest) | length u16 (bytes after this field) | type u8 | content
 *   type 1, boot:   id of the running machine, UTF-8. First record.
 *   type 2, points: flags u8 | startOffset i64 | cleanedEndOffset i64 | [latest: 6 x i64] | [synced: 6 x i64]
 *                   | log path, UTF-8
 *   type 3, forget: log path, UTF-8
 * flags: 1 latest present, 2 synced present, 4 suspect, 8 synced equals latest (and is left out)
 * </pre>
 *
 * <p>The machine's boot id tells the death of the process from that of the machine. As long as it is the same,
 * everything that was written is there, forced or not. Else a point counts only if the bytes below it had been
 * forced.
 */
final class PointJournal {

    private static final int MAGIC = 0x564C4B4A;
    private static final byte BOOT = 1;
    private static final byte POINTS = 2;
    private static final byte FORGET = 3;
    private static final int HEADER_BYTES = 7;
    private static final int CONTENT_BYTES_MAX = 2048;
    /** Of a record of points without its path, which is ASCII. */
    private static final int RECORD_BYTES_MAX = HEADER_BYTES + 1 + 2 * Long.BYTES + 2 * 6 * Long.BYTES;
    private static final int ALLOCATION_BYTES = 1 << 16;
    private static final long REWRITE_AT_BYTES = 4L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Path file;
    private final String bootId;
    private final Map<String, LogPoints> byPath = new HashMap<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(HEADER_BYTES + CONTENT_BYTES_MAX);
    private FileChannel channel;
    private long size;
    private long allocated;
    private long sizeAfterRewrite;
    private boolean rebooted;
    private boolean dirty;

    private PointJournal(Path file, String bootId) {
        this.file = file;
        this.bootId = bootId;
    }

    /** Reads the journal as far as it is whole and begins a fresh one with its content. */
    static PointJournal open(Path file, String bootId) throws IOException {
        PointJournal journal = new PointJournal(file, bootId);
        if (Files.exists(file)) {
            journal.load(ByteBuffer.wrap(Files.readAllBytes(file)));
        }
        journal.rewrite();
        return journal;
    }

    private void load(ByteBuffer bytes) {
        if (bytes.remaining() < Integer.BYTES || bytes.getInt() != MAGIC) {
            rebooted = true;
            return;
        }
        while (bytes.remaining() >= HEADER_BYTES) {
            int crc = bytes.getInt();
            int length = Short.toUnsignedInt(bytes.getShort(bytes.position()));
            if (length < 1 || length > bytes.remaining() - Short.BYTES
                    || crc != crc(bytes, bytes.position(), length + Short.BYTES)) {
                break;
            }
            bytes.getShort();
            ByteBuffer content = bytes.slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            replay(content.get(), content);
        }
        if (rebooted) {
            byPath.replaceAll((path, points) -> points.afterReboot());
        }
    }

    private void replay(byte type, ByteBuffer content) {
        switch (type) {
            case BOOT -> rebooted = !StandardCharsets.UTF_8.decode(content).toString().equals(bootId);
            case POINTS -> {
                LogPoints points = readPoints(content);
                byPath.put(StandardCharsets.UTF_8.decode(content).toString(), points);
            }
            case FORGET -> byPath.remove(StandardCharsets.UTF_8.decode(content).toString());
            default -> throw new IllegalStateException(file + " has a record of unknown type " + type);
        }
    }

    /** Whether the machine was started anew since the journal was last open. */
    boolean rebooted() {
        return rebooted;
    }

    LogPoints get(LogId id) {
        lock.lock();
        try {
            return byPath.getOrDefault(id.path(), LogPoints.NONE);
        } finally {
            lock.unlock();
        }
    }

    boolean knows(LogId id) {
        lock.lock();
        try {
            return byPath.containsKey(id.path());
        } finally {
            lock.unlock();
        }
    }

    void update(LogId id, UnaryOperator<LogPoints> change) throws IOException {
        lock.lock();
        try {
            LogPoints points = change.apply(byPath.getOrDefault(id.path(), LogPoints.NONE));
            if (!points.equals(byPath.get(id.path()))) {
                scratch.clear();
                encode(scratch, id.path(), points);
                append();
                byPath.put(id.path(), points);
                rewriteIfStale();
            }
        } finally {
            lock.unlock();
        }
    }

    void forget(LogId id) throws IOException {
        lock.lock();
        try {
            if (byPath.containsKey(id.path())) {
                scratch.clear();
                encode(scratch, FORGET, id.path());
                append();
                byPath.remove(id.path());
                rewriteIfStale();
            }
        } finally {
            lock.unlock();
        }
    }

    private void append() throws IOException {
        scratch.flip();
        if (size + scratch.remaining() > allocated) {
            allocate();
        }
        long position = size;
        while (scratch.hasRemaining()) {
            position += channel.write(scratch, position);
        }
        size = position;
        dirty = true;
    }

    /** Takes space in advance, so that a full disk does not keep anybody from noting that data may go. */
    private void allocate() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(ALLOCATION_BYTES);
        long position = size;
        while (zeros.hasRemaining()) {
            position += channel.write(zeros, position);
        }
        allocated = position;
    }

    private void rewriteIfStale() throws IOException {
        if (size > REWRITE_AT_BYTES && size > 4 * sizeAfterRewrite) {
            rewrite();
        }
    }

    /** Makes everything noted so far durable. */
    void force() throws IOException {
        lock.lock();
        try {
            if (dirty) {
                channel.force(false);
                dirty = false;
            }
        } finally {
            lock.unlock();
        }
    }

    private void rewrite() throws IOException {
        int room = scratch.capacity();
        for (String path : byPath.keySet()) {
            room += RECORD_BYTES_MAX + path.length();
        }
        ByteBuffer content = ByteBuffer.allocate(room);
        content.putInt(MAGIC);
        encode(content, BOOT, bootId);
        byPath.forEach((path, points) -> encode(content, path, points));
        content.flip();
        size = content.limit();
        sizeAfterRewrite = size;
        if (channel != null) {
            channel.close();
        }
        AtomicFile.writeDurably(file, content);
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        dirty = false;
        allocate();
    }

    void close() throws IOException {
        lock.lock();
        try {
            force();
            channel.close();
        } finally {
            lock.unlock();
        }
    }

    private static void encode(ByteBuffer out, String path, LogPoints points) {
        int start = begin(out, POINTS);
        boolean same = points.latest() != null && points.latest().equals(points.synced());
        int flags = (points.latest() != null ? 1 : 0) | (points.synced() != null ? 2 : 0) | (points.suspect() ? 4 : 0)
                | (same ? 8 : 0);
        out.put((byte) flags).putLong(points.startOffset()).putLong(points.cleanedEndOffset());
        if (points.latest() != null) {
            put(out, points.latest());
        }
        if (points.synced() != null && !same) {
            put(out, points.synced());
        }
        finish(out.put(path.getBytes(StandardCharsets.UTF_8)), start);
    }

    private static void encode(ByteBuffer out, byte type, String text) {
        int start = begin(out, type);
        finish(out.put(text.getBytes(StandardCharsets.UTF_8)), start);
    }

    private static int begin(ByteBuffer out, byte type) {
        int start = out.position();
        out.putInt(0).putShort((short) 0).put(type);
        return start;
    }

    private static void finish(ByteBuffer out, int start) {
        int length = out.position() - start - Integer.BYTES - Short.BYTES;
        out.putShort(start + Integer.BYTES, (short) length);
        out.putInt(start, crc(out, start + Integer.BYTES, length + Short.BYTES));
    }

    private static void put(ByteBuffer out, RecoveryPoint point) {
        out.putLong(point.segmentBaseOffset()).putLong(point.position()).putLong(point.endOffset())
                .putLong(point.firstTimestamp()).putLong(point.maxTimestamp()).putLong(point.maxTimestampOffset());
    }

    private static LogPoints readPoints(ByteBuffer in) {
        int flags = in.get();
        long startOffset = in.getLong();
        long cleanedEndOffset = in.getLong();
        RecoveryPoint latest = (flags & 1) != 0 ? readPoint(in) : null;
        RecoveryPoint synced = (flags & 8) != 0 ? latest : (flags & 2) != 0 ? readPoint(in) : null;
        return new LogPoints(startOffset, cleanedEndOffset, latest, synced, (flags & 4) != 0);
    }

    private static RecoveryPoint readPoint(ByteBuffer in) {
        return new RecoveryPoint(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    private static int crc(ByteBuffer bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(from + length).position(from));
        return (int) crc.getValue();
    }
}
