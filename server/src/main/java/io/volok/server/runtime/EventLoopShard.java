package io.volok.server.runtime;

import io.netty.channel.EventLoop;
import io.volok.broker.shard.Shard;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A shard driven by a Netty event loop: the same thread reads the sockets, runs the domain and writes the answers.
 *
 * <p>A batch is what one loop iteration brings. Netty runs queued tasks after it has served all ready sockets, so the
 * batch end is simply a task queued when the first piece of end-of-batch work is registered.
 */
public final class EventLoopShard implements Shard {

    private static final Phase[] PHASES = Phase.values();

    private final int index;
    private final EventLoop loop;
    private final Consumer<Throwable> onFailure;
    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays
    private final ArrayDeque<Runnable>[] endOfBatch = new ArrayDeque[PHASES.length];
    private final Runnable endBatch = this::endBatch;
    private boolean batchOpen;

    /**
     * Wraps a loop.
     *
     * @param onFailure told, on the shard, about an exception that a task let escape
     */
    public EventLoopShard(int index, EventLoop loop, Consumer<Throwable> onFailure) {
        this.index = index;
        this.loop = loop;
        this.onFailure = onFailure;
        for (int phase = 0; phase < endOfBatch.length; phase++) {
            endOfBatch[phase] = new ArrayDeque<>();
        }
    }

    /** The loop beneath, for sockets that shall live on it. */
    public EventLoop loop() {
        return loop;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public long nowMs() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(() -> runGuarded(task));
    }

    @Override
    public void giveWay(Runnable rest) {
        loop.schedule(() -> runGuarded(rest), 0, TimeUnit.NANOSECONDS); // timers are looked at once in a round of the loop
    }

    @Override
    public void afterBatch(Phase phase, Runnable task) {
        endOfBatch[phase.ordinal()].add(task);
        if (!batchOpen) {
            batchOpen = true;
            loop.execute(endBatch);
        }
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        Future<?> future = loop.schedule(() -> runGuarded(task), Math.max(0, delayMs), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    private void endBatch() {
        for (ArrayDeque<Runnable> phase = firstPending(); phase != null; phase = firstPending()) {
            for (int n = phase.size(); n > 0; n--) {
                runGuarded(phase.poll());
            }
        }
        batchOpen = false;
    }

    private ArrayDeque<Runnable> firstPending() {
        for (ArrayDeque<Runnable> phase : endOfBatch) {
            if (!phase.isEmpty()) {
                return phase;
            }
        }
        return null;
    }

    /** One failing task must not take the rest of the batch with it; what the failure means is the node's decision. */
    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            onFailure.accept(failure);
        }
    }
}
