package io.volok.log;

import io.volok.log.store.Owner;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An owner whose tasks run when the test says so. */
public final class ManualOwner implements Owner {

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs what is queued, and what that queues. */
    public int runAll() {
        int count = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            count++;
        }
        return count;
    }

    /** Runs tasks as they come until a condition holds. */
    public void runUntil(java.util.function.BooleanSupplier done) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!done.getAsBoolean()) {
            if (runAll() == 0) {
                Thread.onSpinWait();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("nothing happened for ten seconds");
            }
        }
    }

    /** Forgets what is queued, as a crash does. */
    public void forget() {
        tasks.clear();
    }
}
