package io.volok.log.store.file;

import io.volok.log.store.AppendFailed;
import io.volok.log.store.DiskFull;
import io.volok.log.store.FencedWriter;
import io.volok.log.store.LogFailed;
import io.volok.log.store.LogId;
import io.volok.log.store.LogStore;
import io.volok.log.store.Owner;
import io.volok.log.store.RecoveryPoint;
import io.volok.log.store.SegmentList;
import io.volok.log.store.StaleSegmentList;
import io.volok.log.store.StoreFailed;
import io.volok.log.store.StoredSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One log in one folder, for the writer of one epoch.
 *
 * <p>The lock makes fencing exact: a change is either finished before the next writer looks at the folder, or
 * refused. It is practically never contended, since only the owner and, rarely, the flusher and a compaction pass
 * take it.
 */
final class FileLogStore implements LogStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final FileSegmentStore store;
    private final LogId id;
    private final Owner owner;
    private final long epoch;
    private final Path directory;
    private final List<FileSegment> dirty = new ArrayList<>(1);
    private final List<Path> dirtyFiles = new ArrayList<>(0);
    private volatile SegmentList list;
    private volatile State state = State.OPEN;
    private LogFailed failure;
    private boolean suspect;
    private boolean directoryExists;
    private boolean newEntries;

    private enum State { OPEN, FAILED, FENCED, CLOSED }

    /** A change of files. */
    interface Change {
        void run() throws IOException;
    }

    FileLogStore(FileSegmentStore store, LogId id, Owner owner, long epoch) {
        this.store = store;
        this.id = id;
        this.owner = owner;
        this.epoch = epoch;
        this.directory = store.directoryOf(id);
    }

    /** Reads the folder, after the writer before was fenced. */
    void load() {
        try {
            LogPoints points = store.journal().get(id);
            suspect = store.journal().rebooted() && !store.journal().knows(id) || points.suspect();
            String[] names = directory.toFile().list();
            directoryExists = names != null;
            RecoveryPoint synced = points.synced();
            long finalBelow = !suspect ? Long.MAX_VALUE : synced == null ? 0 : synced.segmentBaseOffset();
            list = new SegmentList(0, names == null ? List.of() : LogFolder.load(this, directory, names, finalBelow));
            list.segments().forEach(segment -> noteIfUnsynced((FileSegment) segment, synced));
        } catch (IOException failed) {
            throw new StoreFailed(id, "reading " + directory + ": " + failed.getMessage(), failed);
        }
    }

    /** Bytes that a former writer left to the operating system are forced with the next sync of this one. */
    private void noteIfUnsynced(FileSegment segment, RecoveryPoint synced) {
        boolean below = synced != null && (segment.baseOffset() < synced.segmentBaseOffset()
                || segment.baseOffset() == synced.segmentBaseOffset() && segment.size() == synced.position());
        if (!below) {
            noteDirty(segment);
        }
    }

    ChannelCache channels() {
        return store.channels();
    }

    Loader loader() {
        return store.loader();
    }

    Path directory() {
        return directory;
    }

    Owner owner() {
        return owner;
    }

    boolean usable() {
        return state == State.OPEN;
    }

    @Override
    public LogId id() {
        return id;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public SegmentList segments() {
        return list;
    }

    /** Ends this writer; a change in progress is finished first. */
    void fence() {
        lock.lock();
        try {
            state = State.FENCED;
        } finally {
            lock.unlock();
        }
    }

    /** Ends this writer because of a failure; false if it had ended before. */
    boolean fail(LogFailed cause) {
        lock.lock();
        try {
            boolean first = state == State.OPEN;
            if (first) {
                state = State.FAILED;
                failure = cause;
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void checkWriter() {
        switch (state) {
            case OPEN -> { }
            case FAILED -> throw new AppendFailed(id, "the log has failed before", failure);
            case FENCED -> throw new FencedWriter(id, "another writer has taken over from epoch " + epoch, null);
            case CLOSED -> throw new FencedWriter(id, "the writer of epoch " + epoch + " has been closed", null);
        }
    }

    /**
     * Runs a change as this epoch's writer. If it fails nobody knows what is on disk, so the writer ends; but for a
     * full disk.
     */
    void changing(Change change) {
        lock.lock();
        try {
            checkWriter();
            change.run();
        } catch (IOException failed) {
            String what = "changing " + directory + ": " + failed.getMessage();
            if (DiskSpace.exhausted(failed)) {
                throw new DiskFull(id, what, failed);
            }
            StoreFailed cause = new StoreFailed(id, what, failed);
            fail(cause);
            throw cause;
        } finally {
            lock.unlock();
        }
    }

    /** Runs a step on a prepared segment: no part of the log yet, so the owner need not wait for it. */
    void preparing(Change step) {
        try {
            checkWriter();
            step.run();
        } catch (IOException failed) {
            String what = "preparing a segment in " + directory + ": " + failed.getMessage();
            throw DiskSpace.exhausted(failed) ? new DiskFull(id, what, failed) : new StoreFailed(id, what, failed);
        }
    }

    void append(FileSegment segment, ByteBuffer bytes) {
        lock.lock();
        try {
            checkWriter();
            int start = bytes.position();
            try {
                segment.write(bytes);
                noteDirty(segment);
            } catch (IOException failed) {
                bytes.position(start);
                throw takeBack(segment, failed);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Cuts off what a failed write may have left, and says what the failure means. */
    private LogFailed takeBack(FileSegment segment, IOException failed) {
        String what = "appending to segment " + segment.baseOffset() + ": " + failed.getMessage();
        try {
            segment.cutFile(segment.size());
            if (DiskSpace.exhausted(failed)) {
                return new DiskFull(id, what, failed);
            }
        } catch (IOException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
        AppendFailed cause = new AppendFailed(id, what, failed);
        fail(cause);
        return cause;
    }

    void noteDirty(FileSegment segment) {
        if (!segment.dirty()) {
            segment.dirty(true);
            dirty.add(segment);
        }
    }

    private void checkList(SegmentList expected) {
        if (expected.version() != list.version()) {
            throw new StaleSegmentList(id, "list is at version " + list.version() + ", not " + expected.version(),
                    null);
        }
    }

    @Override
    public StoredSegment create(SegmentList expected, long baseOffset) {
        FileSegment[] created = new FileSegment[1];
        lock.lock();
        try {
            checkWriter();
            checkList(expected);
            if (!expected.segments().isEmpty() && !expected.segments().getLast().sealed()) {
                throw new IllegalStateException(id + ": the last segment is still open");
            }
            try {
                if (!directoryExists) {
                    Files.createDirectories(directory);
                    directoryExists = true;
                }
                created[0] = FileSegment.begin(this, baseOffset, SegmentFiles.DATA);
            } catch (IOException failed) {
                throw DiskSpace.exhausted(failed)
                        ? new DiskFull(id, "creating segment " + baseOffset + ": " + failed.getMessage(), failed)
                        : new StoreFailed(id, "creating segment " + baseOffset + ": " + failed, failed);
            }
            newEntries = true;
            List<StoredSegment> next = new ArrayList<>(expected.segments());
            next.add(created[0]);
            list = new SegmentList(list.version() + 1, next);
            return created[0];
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StoredSegment prepare(long baseOffset) {
        FileSegment[] prepared = new FileSegment[1];
        preparing(() -> {
            LogFolder.deletePrepared(directory, baseOffset);
            prepared[0] = FileSegment.begin(this, baseOffset, SegmentFiles.CLEANED);
        });
        return prepared[0];
    }

    @Override
    public void discard(StoredSegment prepared) {
        FileSegment segment = (FileSegment) prepared;
        segment.remove();
        // If this writer has ended, the files are the next one's to tidy up; it may have prepared its own by now.
        if (state == State.OPEN) {
            preparing(() -> LogFolder.deletePrepared(directory, segment.baseOffset()));
        }
    }

    @Override
    public SegmentList remove(SegmentList expected, List<StoredSegment> gone, long graceMs) {
        changing(() -> {
            checkList(expected);
            List<StoredSegment> next = new ArrayList<>(expected.segments());
            next.removeAll(gone);
            // A crash in between must not leave a hole: the front goes from the front, the end from the end.
            boolean fromEnd = !gone.isEmpty() && gone.getLast() == expected.segments().getLast();
            for (StoredSegment segment : fromEnd ? gone.reversed() : gone) {
                retire((FileSegment) segment, graceMs, next.isEmpty());
            }
            newEntries = true;
            list = new SegmentList(list.version() + 1, next);
        });
        return list;
    }

    /** Without any segment only the journal still knows where the log ends: it is forced before the last one goes. */
    private void retire(FileSegment segment, long graceMs, boolean journalFirst) throws IOException {
        for (Path deleted : LogFolder.markDeleted(segment)) {
            store.flusher().unlinkLater(deleted, graceMs, journalFirst);
        }
        dirty.remove(segment);
        segment.remove();
    }

    @Override
    public SegmentList replace(SegmentList expected, List<StoredSegment> gone, StoredSegment replacement,
            long graceMs) {
        changing(() -> {
            checkList(expected);
            FileSegment swapped = (FileSegment) replacement;
            int at = expected.segments().indexOf(gone.getFirst());
            List<StoredSegment> next = new ArrayList<>(expected.segments());
            next.subList(at, at + gone.size()).clear();
            next.add(at, swapped);
            long lastBase = gone.getLast().baseOffset();
            LogFolder.commitReplacement(swapped, lastBase + 1);
            for (StoredSegment segment : gone) {
                retire((FileSegment) segment, graceMs, false);
            }
            LogFolder.finishReplacement(swapped, lastBase + 1);
            newEntries = true;
            list = new SegmentList(list.version() + 1, next);
        });
        return list;
    }

    @Override
    public void sync(Runnable done) {
        Flusher.SyncRequest request;
        lock.lock();
        try {
            checkWriter();
            request = takeDirty(false, done);
        } finally {
            lock.unlock();
        }
        store.flusher().sync(request);
    }

    @Override
    public void syncSealed(Runnable done) {
        checkWriter();
        store.flusher().syncLater(this, done);
    }

    /** What is sealed and not forced at this moment; null if this writer has ended. On the flusher. */
    Flusher.SyncRequest takeDirtySealed(Runnable done) {
        lock.lock();
        try {
            return state == State.OPEN ? takeDirty(true, done) : null;
        } finally {
            lock.unlock();
        }
    }

    private Flusher.SyncRequest takeDirty(boolean sealedOnly, Runnable done) {
        List<FileSegment> taken = new ArrayList<>(dirty);
        taken.removeIf(segment -> sealedOnly && !segment.sealed());
        for (FileSegment segment : taken) {
            segment.pin();
            segment.dirty(false);
        }
        Flusher.SyncRequest request =
                new Flusher.SyncRequest(this, taken, List.copyOf(dirtyFiles), newEntries, done);
        dirty.removeAll(taken);
        dirtyFiles.clear();
        newEntries = false;
        return request;
    }

    /** Forces what no sync has covered, when the store is closed; false if that is not possible any more. */
    boolean forceDirty() throws IOException {
        if (!Files.exists(directory)) {
            return false;
        }
        for (FileSegment segment : dirty) {
            segment.forceData();
            segment.dirty(false);
            store.channels().release(segment);
        }
        if (newEntries) {
            AtomicFile.forceDirectory(directory);
        }
        return true;
    }

    @Override
    public Optional<RecoveryPoint> recoveryPoint() {
        return Optional.ofNullable(store.journal().get(id).trusted());
    }

    @Override
    public void saveRecoveryPoint(RecoveryPoint point, boolean synced) {
        changing(() -> store.journal().update(id, points -> points.withPoint(point, synced)));
    }

    @Override
    public boolean unsyncedBytesMayBeLost() {
        return suspect;
    }

    @Override
    public long startOffset() {
        return store.journal().get(id).startOffset();
    }

    @Override
    public void saveStartOffset(long offset) {
        changing(() -> store.journal().update(id, points -> points.withStartOffset(offset)));
    }

    @Override
    public long cleanedEndOffset() {
        return store.journal().get(id).cleanedEndOffset();
    }

    @Override
    public void saveCleanedEndOffset(long offset) {
        changing(() -> store.journal().update(id, points -> points.withCleanedEndOffset(offset)));
    }

    @Override
    public void saveSnapshot(long offset, ByteBuffer state) {
        changing(() -> {
            Files.createDirectories(directory);
            directoryExists = true;
            dirtyFiles.add(Snapshots.save(directory, offset, state));
            newEntries = true;
        });
    }

    @Override
    public Optional<Snapshot> snapshot(long offsetMax) {
        try {
            return Snapshots.newest(directory, offsetMax);
        } catch (IOException failed) {
            throw new StoreFailed(id, "reading a snapshot: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void dropSnapshots(long offsetMax) {
        changing(() -> Snapshots.dropAbove(directory, offsetMax));
    }

    @Override
    public void delete(long graceMs) {
        changing(() -> {
            for (StoredSegment segment : list.segments()) {
                ((FileSegment) segment).remove();
            }
            dirty.clear();
            store.discard(id, graceMs);
            state = State.CLOSED;
        });
        store.closed(this, false);
    }

    @Override
    public void close() {
        boolean unsynced;
        lock.lock();
        try {
            unsynced = state == State.OPEN && (!dirty.isEmpty() || newEntries);
            state = state == State.OPEN ? State.CLOSED : state;
        } finally {
            lock.unlock();
        }
        for (StoredSegment segment : list.segments()) {
            store.channels().release((FileSegment) segment);
        }
        store.closed(this, unsynced);
    }
}
