package io.volok.log.store.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Forces the files of one group. Many files are forced from a few threads at once: a journaling file system serves
 * forces that wait together with one commit, while one after the other each pays for its own. Measured with 100 logs on
 * ext4: four threads make five to ten times as many records durable as one; more than four bring nothing.
 */
final class ParallelForce implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int FILES_PER_THREAD_MIN = 2;
    private static final long IDLE_SECONDS = 10;

    private final ExecutorService helpers;

    ParallelForce(String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), task -> Thread.ofPlatform().daemon(true)
                        .name("volok-force-" + name + "-" + number.incrementAndGet()).unstarted(task));
        pool.allowCoreThreadTimeOut(true);
        helpers = pool;
    }

    /** Forces all, in the calling thread too, and returns those that failed. */
    Map<FileSegment, IOException> force(Collection<FileSegment> segments) {
        Map<FileSegment, IOException> failures = new ConcurrentHashMap<>();
        List<FileSegment> files = List.copyOf(segments);
        int shares = Math.max(1, Math.min(THREADS, files.size() / FILES_PER_THREAD_MIN));
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> others = new ArrayList<>();
        for (int i = 1; i < shares; i++) {
            others.add(helpers.submit(() -> forceSome(files, next, failures)));
        }
        forceSome(files, next, failures);
        others.forEach(ParallelForce::await);
        return failures;
    }

    private static void forceSome(List<FileSegment> files, AtomicInteger next, Map<FileSegment, IOException> failures) {
        for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
            try {
                files.get(i).forceUnlessRemoved();
            } catch (IOException failed) {
                failures.put(files.get(i), failed);
            }
        }
    }

    private static void await(Future<?> other) {
        try {
            other.get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } catch (InterruptedException nobodyInterrupts) {
            throw new IllegalStateException("the flusher was interrupted", nobodyInterrupts);
        }
    }

    @Override
    public void close() {
        helpers.shutdown();
    }
}
