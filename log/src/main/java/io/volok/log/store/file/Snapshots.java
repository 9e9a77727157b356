package io.volok.log.store.file;

import io.volok.log.store.LogStore.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * Small files with state that a log's owner derived from it.
 *
 * <pre>
 * snapshot = crc u32 (CRC-32C of the state) | state
 * </pre>
 */
final class Snapshots {

    private static final int KEPT = 2;

    private Snapshots() {
    }

    static Path save(Path directory, long offset, ByteBuffer state) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(Integer.BYTES + state.remaining());
        content.putInt(crc(state)).put(state.duplicate()).flip();
        AtomicFile.write(file(directory, offset), content, false);
        TreeSet<Long> offsets = offsets(directory);
        while (offsets.size() > KEPT) {
            Files.deleteIfExists(file(directory, offsets.pollFirst()));
        }
        return file(directory, offset);
    }

    /** The newest whole one; a damaged one counts as absent, because the log itself can replace it. */
    static Optional<Snapshot> newest(Path directory, long offsetMax) throws IOException {
        for (long offset : offsets(directory).headSet(offsetMax, true).descendingSet()) {
            ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file(directory, offset)));
            if (content.remaining() >= Integer.BYTES && content.getInt() == crc(content)) {
                return Optional.of(new Snapshot(offset, content.slice()));
            }
        }
        return Optional.empty();
    }

    static void dropAbove(Path directory, long offsetMax) throws IOException {
        for (long offset : offsets(directory).tailSet(offsetMax, false)) {
            Files.deleteIfExists(file(directory, offset));
        }
    }

    private static TreeSet<Long> offsets(Path directory) {
        TreeSet<Long> offsets = new TreeSet<>();
        String[] names = directory.toFile().list((folder, name) -> name.endsWith(SegmentFiles.SNAPSHOT));
        if (names != null) {
            for (String name : names) {
                long offset = SegmentFiles.offsetOf(name);
                if (offset >= 0) {
                    offsets.add(offset);
                }
            }
        }
        return offsets;
    }

    private static Path file(Path directory, long offset) {
        return directory.resolve(SegmentFiles.prefix(offset) + SegmentFiles.SNAPSHOT);
    }

    private static int crc(ByteBuffer state) {
        CRC32C crc = new CRC32C();
        crc.update(state.duplicate());
        return (int) crc.getValue();
    }
}
