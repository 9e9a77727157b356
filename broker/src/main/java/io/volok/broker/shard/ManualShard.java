package io.volok.broker.shard;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A shard that runs only when told to, with a clock that moves only when told to. It makes a whole broker deterministic
 * in a test. It takes every call for one of its own; a test with several may have them differ.
 */
public class ManualShard implements Shard {

    private final int index;
    private final ArrayDeque<Runnable> mailbox = new ArrayDeque<>();
    private final Map<Phase, ArrayDeque<Runnable>> endOfBatch = new EnumMap<>(Phase.class);
    private final PriorityQueue<Entry> timers =
            new PriorityQueue<>(Comparator.comparingLong(Entry::dueMs).thenComparingLong(Entry::sequence));
    private long nowMs;
    private long timerSequence;

    /** A shard with index 0 whose clock starts at {@code nowMs}. */
    public ManualShard(long nowMs) {
        this(0, nowMs);
    }

    /** A shard whose clock starts at {@code nowMs} milliseconds since the epoch. */
    public ManualShard(int index, long nowMs) {
        this.index = index;
        this.nowMs = nowMs;
        for (Phase phase : Phase.values()) {
            endOfBatch.put(phase, new ArrayDeque<>());
        }
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public long nanoTime() {
        return nowMs * 1_000_000L;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
    }

    @Override
    public void giveWay(Runnable rest) {
        execute(rest);
    }

    @Override
    public void afterBatch(Phase phase, Runnable task) {
        endOfBatch.get(phase).add(task);
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        Entry entry = new Entry(nowMs + Math.max(0, delayMs), timerSequence++, task);
        timers.add(entry);
        return () -> timers.remove(entry);
    }

    /** Runs everything that is queued, batch ends included, until nothing is left to do at the present time. */
    public void run() {
        boolean worked = true;
        while (worked) {
            worked = false;
            while (!timers.isEmpty() && timers.peek().dueMs() <= nowMs) {
                timers.poll().task().run();
                worked = true;
            }
            for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
                task.run();
                worked = true;
            }
            worked |= endBatch();
        }
    }

    /** Moves the clock, stopping at each timer on the way, and runs what comes due. */
    public void advance(long ms) {
        run();
        long target = nowMs + ms;
        while (!timers.isEmpty() && timers.peek().dueMs() <= target) {
            nowMs = Math.max(nowMs, timers.peek().dueMs());
            run();
        }
        nowMs = target;
        run();
    }

    private boolean endBatch() {
        boolean any = false;
        for (Phase phase = first(); phase != null; phase = first()) {
            ArrayDeque<Runnable> tasks = endOfBatch.get(phase);
            for (int n = tasks.size(); n > 0; n--) {
                tasks.poll().run();
            }
            any = true;
        }
        return any;
    }

    private Phase first() {
        for (Phase phase : Phase.values()) {
            if (!endOfBatch.get(phase).isEmpty()) {
                return phase;
            }
        }
        return null;
    }

    private record Entry(long dueMs, long sequence, Runnable task) {
    }
}
