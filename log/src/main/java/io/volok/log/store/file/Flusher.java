package io.volok.log.store.file;

import io.volok.log.store.Owner;
import io.volok.log.store.StoreFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread of a data directory that waits for the disk. It takes all requests that have come in, forces each file
 * once (several at a time, see {@link ParallelForce}), and answers through the owners, one task per owner and round:
 * group commit over all logs. It also unlinks removed files when their grace is over.
 */
final class Flusher implements Runnable {

    private static final long NANOS_PER_MS = 1_000_000L;
    private static final long IDLE_NANOS = 1000 * NANOS_PER_MS;

    private final ConcurrentLinkedQueue<SyncRequest> requests = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Due> later = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final long lazyMs;
    private final PointJournal journal;
    private final StoreListener listener;
    private final Thread thread;
    private final ParallelForce forces;
    private volatile boolean parked;
    private volatile boolean stopping;

    Flusher(String name, PointJournal journal, StoreListener listener, long lazyMs) {
        this.lazyMs = lazyMs;
        this.journal = journal;
        this.listener = listener;
        this.forces = new ParallelForce(name);
        this.thread = Thread.ofPlatform().name("volok-flusher-" + name).daemon(true).unstarted(this);
    }

    /** Something to be done after a time. */
    private sealed interface Due extends Comparable<Due> {
        long dueNanos();

        @Override
        default int compareTo(Due other) {
            return Long.signum(dueNanos() - other.dueNanos());
        }
    }

    /** A file or folder that may go, perhaps only after the journal was forced. */
    private record Unlink(Path path, boolean journalFirst, long dueNanos) implements Due {
    }

    /** A log whose sealed segments should be forced. */
    private record LazySync(FileLogStore log, Runnable done, long dueNanos) implements Due {
    }

    /**
     * What a log wants forced. A log that was closed or deleted meanwhile cannot fail any more.
     *
     * @param segments   pinned segments that were written to
     * @param files      other files that were written
     * @param newEntries whether files were created or removed in the log's folder
     */
    record SyncRequest(FileLogStore log, List<FileSegment> segments, List<Path> files, boolean newEntries,
                       Runnable done) {
    }

    void start() {
        thread.start();
    }

    void sync(SyncRequest request) {
        requests.add(request);
        wake();
    }

    void syncLater(FileLogStore log, Runnable done) {
        later.add(new LazySync(log, done, System.nanoTime() + lazyMs * NANOS_PER_MS));
    }

    void unlinkLater(Path path, long graceMs, boolean journalFirst) {
        later.add(new Unlink(path, journalFirst, System.nanoTime() + graceMs * NANOS_PER_MS));
        if (graceMs == 0) {
            wake();
        }
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /** Serves what has been asked for and ends; removed files go at once. */
    void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
        forces.close();
    }

    @Override
    public void run() {
        while (true) {
            boolean last = stopping;
            serveDue(last);
            boolean worked = serveRequests();
            if (last) {
                return;
            }
            if (!worked) {
                park();
            }
        }
    }

    private void park() {
        parked = true;
        if (requests.isEmpty() && !stopping) {
            Due next = due.peek();
            long wait = next == null ? IDLE_NANOS : Math.min(IDLE_NANOS, next.dueNanos() - System.nanoTime());
            if (wait > 0 && later.isEmpty()) {
                LockSupport.parkNanos(wait);
            }
        }
        parked = false;
    }

    private boolean serveRequests() {
        List<SyncRequest> group = new ArrayList<>();
        for (SyncRequest request = requests.poll(); request != null; request = requests.poll()) {
            group.add(request);
        }
        if (group.isEmpty()) {
            return false;
        }
        Set<FileSegment> segments = Collections.newSetFromMap(new IdentityHashMap<>());
        group.forEach(request -> segments.addAll(request.segments()));
        Map<FileSegment, IOException> failures = forces.force(segments);
        Map<Owner, List<SyncRequest>> answers = new LinkedHashMap<>();
        for (SyncRequest request : group) {
            if (complete(request, failures)) {
                answers.computeIfAbsent(request.log().owner(), owner -> new ArrayList<>()).add(request);
            }
        }
        answers.forEach(Flusher::answer);
        return true;
    }

    private boolean complete(SyncRequest request, Map<FileSegment, IOException> failures) {
        try {
            for (FileSegment segment : request.segments()) {
                if (failures.containsKey(segment)) {
                    throw failures.get(segment);
                }
            }
            for (Path file : request.files()) {
                AtomicFile.forceIfThere(file);
            }
            if (request.newEntries()) {
                // What the journal says of an older log of that name must not outlive the new one's first bytes.
                journal.force();
                AtomicFile.forceDirectory(request.log().directory());
            }
            return true;
        } catch (IOException failed) {
            StoreFailed failure = new StoreFailed(request.log().id(), "forcing failed: " + failed.getMessage(), failed);
            if (request.log().fail(failure)) {
                listener.forceFailed(failure);
            }
            return false;
        } finally {
            request.segments().forEach(FileSegment::unpin);
        }
    }

    private static void answer(Owner owner, List<SyncRequest> requests) {
        owner.execute(() -> {
            for (SyncRequest request : requests) {
                if (request.log().usable()) {
                    request.done().run();
                }
            }
        });
    }

    /** Does what is due; at the end all removed files go, but what need not be forced is not. */
    private void serveDue(boolean end) {
        for (Due added = later.poll(); added != null; added = later.poll()) {
            due.add(added);
        }
        long now = System.nanoTime();
        while (!due.isEmpty() && (end || due.peek().dueNanos() - now <= 0)) {
            switch (due.poll()) {
                case Unlink unlink -> unlink(unlink);
                case LazySync lazy -> {
                    SyncRequest request = end ? null : lazy.log().takeDirtySealed(lazy.done());
                    if (request != null) {
                        requests.add(request);
                    }
                }
            }
        }
    }

    private void unlink(Unlink unlink) {
        try {
            if (unlink.journalFirst()) {
                journal.force();
            }
            deleteTree(unlink.path());
        } catch (IOException failed) {
            listener.unlinkFailed(unlink.path(), failed);
        }
    }

    static void deleteTree(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (var entries = Files.list(path)) {
                for (Path entry : (Iterable<Path>) entries::iterator) {
                    deleteTree(entry);
                }
            }
        }
        try {
            Files.deleteIfExists(path);
        } catch (NoSuchFileException gone) {
            // Its folder went first, which is as good.
            return;
        }
    }
}
