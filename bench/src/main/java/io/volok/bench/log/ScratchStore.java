package io.volok.bench.log;

import io.volok.log.store.LogFailed;
import io.volok.log.store.file.DataDirectory;
import io.volok.log.store.file.FileSegmentStore;
import io.volok.log.store.file.StoreListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A file store in a folder that goes with it. */
final class ScratchStore implements StoreListener, AutoCloseable {

    private final Path path;
    private final DataDirectory directory;
    private final FileSegmentStore store;

    ScratchStore() throws IOException {
        Path parent = Path.of(System.getProperty("volok.bench.dir", System.getProperty("java.io.tmpdir")));
        path = Files.createTempDirectory(parent, "volok-bench");
        directory = DataDirectory.open(path, "bench");
        store = FileSegmentStore.open(directory, FileSegmentStore.OPEN_FILES_MAX, this);
    }

    FileSegmentStore store() {
        return store;
    }

    @Override
    public void forceFailed(LogFailed failure) {
        throw failure;
    }

    @Override
    public void unlinkFailed(Path file, IOException cause) {
        throw new IllegalStateException(file.toString(), cause);
    }

    @Override
    public void close() throws IOException {
        store.close();
        directory.close();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
