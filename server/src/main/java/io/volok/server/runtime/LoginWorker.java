package io.volok.server.runtime;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Checks passwords whose hash is slow on purpose, one after the other: a storm of logins takes one processor at most.
 * The thread exists while there is something to do.
 */
final class LoginWorker implements Predicate<Runnable>, AutoCloseable {

    private static final int WAITING_MAX = 10_000;
    private static final int IDLE_S = 10;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, IDLE_S, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX), task -> Thread.ofPlatform().daemon().name("volok-logins").unstarted(task));

    LoginWorker() {
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public boolean test(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException tooMany) {
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
