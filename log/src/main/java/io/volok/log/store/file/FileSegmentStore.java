package io.volok.log.store.file;

import io.volok.log.store.LogId;
import io.volok.log.store.LogStore;
import io.volok.log.store.Owner;
import io.volok.log.store.RecoveryPoint;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.StoreFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Keeps logs as folders of a {@link DataDirectory}.
 *
 * <p>Fencing: the directory's lock keeps other processes out, and inside the process each log remembers its newest
 * writer.
 */
public final class FileSegmentStore implements SegmentStore {

    /** Default of how many files are kept open; pinned ones come on top. */
    public static final int OPEN_FILES_MAX = 4000;

    private static final String JOURNAL = "log-points";
    private static final String TRASH = ".trash";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    /** Sealed segments are forced after so long; those of a queue that is consumed at once are gone by then. */
    private static final long LAZY_FORCE_MS = 10_000;
    /** How long a stop may spend on forcing what was written last, so that a start after a reboot has less to check. */
    private static final long CLOSING_FORCE_NANOS = 2_000_000_000L;

    private final DataDirectory directory;
    private final ChannelCache channels;
    private final PointJournal journal;
    private final Flusher flusher;
    private final Loader loader;
    private final Map<LogId, FileLogStore> writers = new ConcurrentHashMap<>();
    private final Map<LogId, FileLogStore> closedUnsynced = new ConcurrentHashMap<>();
    private final AtomicLong trashed = new AtomicLong();
    private final AtomicLong epochs = new AtomicLong();

    private FileSegmentStore(DataDirectory directory, PointJournal journal, StoreListener listener, Settings settings) {
        this.directory = directory;
        this.channels = new ChannelCache(settings.openFilesMax());
        this.journal = journal;
        this.flusher = new Flusher(directory.path().getFileName().toString(), journal, listener, settings.lazyMs());
        this.loader = new Loader(directory.path().getFileName().toString());
    }

    /**
     * Opens the store in a directory, which the caller closes after the store.
     *
     * @param openFilesMax how many files may be open at a time, beyond those that are in use at that very moment
     * @param listener     told of what fails in the background
     */
    public static FileSegmentStore open(DataDirectory directory, int openFilesMax, StoreListener listener) {
        try {
            return open(directory, listener, new Settings(openFilesMax, LAZY_FORCE_MS, bootId()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * What tests set otherwise.
     *
     * @param openFilesMax how many files may be open
     * @param lazyMs       when sealed segments are forced
     * @param bootId       tells a restart of the process from one of the machine
     */
    record Settings(int openFilesMax, long lazyMs, String bootId) {
    }

    static FileSegmentStore open(DataDirectory directory, StoreListener listener, Settings settings) {
        try {
            PointJournal journal = PointJournal.open(directory.path().resolve(JOURNAL), settings.bootId());
            FileSegmentStore store = new FileSegmentStore(directory, journal, listener, settings);
            store.emptyTrash();
            store.flusher.start();
            return store;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What tells a restart of the process from one of the machine. Unknown systems count as always rebooted. */
    private static String bootId() throws IOException {
        return Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "unknown-" + System.nanoTime();
    }

    private void emptyTrash() throws IOException {
        Path trash = directory.path().resolve(TRASH);
        if (Files.exists(trash)) {
            try (Stream<Path> left = Files.list(trash)) {
                left.forEach(path -> flusher.unlinkLater(path, 0, false));
            }
        }
    }

    @Override
    public LogStore open(LogId id, Owner owner) {
        FileLogStore opened = new FileLogStore(this, id, owner, epochs.incrementAndGet());
        FileLogStore before = writers.put(id, opened);
        if (before != null) {
            before.fence();
        }
        closedUnsynced.remove(id);
        opened.load();
        return opened;
    }

    @Override
    public List<LogId> logs(String kind) {
        String[] names = directory.path().resolve(kind).toFile().list();
        return names == null ? List.of()
                : Arrays.stream(names).filter(name -> !name.startsWith(".")).sorted()
                .map(name -> new LogId(kind, name)).toList();
    }

    @Override
    public long usableBytes() {
        return directory.usableBytes();
    }

    @Override
    public long totalBytes() {
        return directory.totalBytes();
    }

    @Override
    public void close() {
        try {
            loader.close();
            flusher.stop();
            writers.values().forEach(FileLogStore::fence);
            forceClosed();
            journal.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void forceClosed() throws IOException {
        long start = System.nanoTime();
        for (FileLogStore log : closedUnsynced.values()) {
            if (System.nanoTime() - start > CLOSING_FORCE_NANOS) {
                return;
            }
            RecoveryPoint latest = journal.get(log.id()).latest();
            if (latest != null && log.forceDirty()) {
                journal.update(log.id(), points -> points.withPoint(latest, true));
            }
        }
    }

    ChannelCache channels() {
        return channels;
    }

    PointJournal journal() {
        return journal;
    }

    Loader loader() {
        return loader;
    }

    Flusher flusher() {
        return flusher;
    }

    Path directoryOf(LogId id) {
        return directory.path().resolve(id.path());
    }

    void closed(FileLogStore log, boolean unsynced) {
        writers.remove(log.id(), log);
        if (unsynced) {
            closedUnsynced.put(log.id(), log);
        }
    }

    /** Takes a log's folder away, so that its name is free at once. */
    void discard(LogId id, long graceMs) {
        Path from = directoryOf(id);
        try {
            journal.forget(id);
            if (Files.exists(from)) {
                Path trash = Files.createDirectories(directory.path().resolve(TRASH));
                Path to = trash.resolve(id.name() + "-" + trashed.incrementAndGet() + "-" + System.nanoTime());
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                flusher.unlinkLater(to, graceMs, false);
            }
        } catch (IOException failed) {
            throw new StoreFailed(id, "deleting the log: " + failed.getMessage(), failed);
        }
    }
}
