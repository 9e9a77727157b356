package io.volok.server.kafka.data;

import io.volok.broker.partition.FetchWaiter;
import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.shard.Shard;
import io.volok.log.LogSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;

/**
 * One Fetch request under way: reads its partitions, and again whenever one of them has grown, until there is enough to
 * answer or its time is up.
 *
 * <p>Lives on the session's shard. Partitions are read shard after shard, so that the limit of bytes holds for all of
 * them together; with one shard everything happens in the call.
 */
final class FetchRun {

    /** The limits of a request. */
    record Limits(int maxWaitMs, int minBytes, int maxBytes, boolean readCommitted) {
    }

    private final Shard home;
    private final Limits limits;
    private final List<FetchTarget> targets;
    private final FetchResult[] results;
    private final Map<Shard, List<Integer>> byShard = new LinkedHashMap<>();
    private final Consumer<FetchRun> onReady;
    private final FetchWaiter waiter = this::grown;
    private Shard.Timer timer;
    private long bytes;
    private int loading;
    private boolean failed;
    private boolean reading;
    private boolean wakeAgain;
    private boolean timeUp;
    private boolean over;

    FetchRun(Shard home, Limits limits, Collection<FetchTarget> targets, Consumer<FetchRun> onReady) {
        this.home = home;
        this.limits = limits;
        this.targets = new ArrayList<>(targets);
        this.results = new FetchResult[targets.size()];
        this.onReady = onReady;
        for (int i = 0; i < this.targets.size(); i++) {
            Partition partition = this.targets.get(i).partition();
            if (partition != null) {
                byShard.computeIfAbsent(partition.shard(), shard -> new ArrayList<>()).add(i);
            }
        }
    }

    List<FetchTarget> targets() {
        return targets;
    }

    FetchResult result(int index) {
        return results[index];
    }

    /** Bytes of records that were read. */
    long bytes() {
        return bytes;
    }

    boolean isOver() {
        return over;
    }

    /** Starts reading. */
    void start() {
        timeUp = limits.maxWaitMs() <= 0;
        read();
    }

    /** Gives up: nobody waits for the answer any more. */
    void cancel() {
        if (!over) {
            end();
            releaseRecords();
        }
    }

    /** Gives the records back to the log: the answer has been sent, or there is none. */
    void releaseRecords() {
        for (int i = 0; i < results.length; i++) {
            if (results[i] != null) {
                results[i] = results[i].released();
            }
        }
    }

    private void read() {
        reading = true;
        wakeAgain = false;
        bytes = 0;
        failed = false;
        for (int i = 0; i < results.length; i++) {
            Errors fault = targets.get(i).fault();
            results[i] = fault == Errors.NONE ? null : FetchResult.unasked(fault);
            failed |= fault != Errors.NONE;
        }
        readOn(new ArrayList<>(byShard.keySet()), 0);
    }

    private void readOn(List<Shard> shards, int next) {
        if (next == shards.size()) {
            readDone();
            return;
        }
        Shard shard = shards.get(next);
        if (shard == home) {
            readShard(shard);
            readOn(shards, next + 1);
        } else {
            // This run's fields are the other shard's for the time of the task: nobody touches them meanwhile.
            shard.execute(() -> {
                readShard(shard);
                home.execute(() -> readOn(shards, next + 1));
            });
        }
    }

    private void readShard(Shard shard) {
        for (int index : byShard.get(shard)) {
            FetchTarget target = targets.get(index);
            long left = limits.maxBytes() - bytes;
            int maxBytes = (int) Math.min(left, target.asked().partitionMaxBytes());
            FetchResult result = FetchReader.read(target.partition(), target.asked(), maxBytes, bytes == 0,
                    limits.readCommitted());
            results[index] = result;
            bytes += result.bytes();
            failed |= result.error() != Errors.NONE || result.diverges();
        }
    }

    private void readDone() {
        reading = false;
        if (over) {
            releaseRecords(); // cancelled while another shard was reading
        } else if (timeUp || failed || bytes >= limits.minBytes() || targets.isEmpty()) {
            loadThenAnswer();
        } else if (wakeAgain) {
            releaseRecords();
            read();
        } else {
            waitForMore();
        }
    }

    /** Old data is brought into memory first: sending it right away would make everybody on this shard wait for the disk. */
    private void loadThenAnswer() {
        List<LogSlice> cold = new ArrayList<>(0);
        for (FetchResult result : results) {
            if (result.bytes() > 0 && !result.records().isResident()) {
                cold.add(result.records());
            }
        }
        if (cold.isEmpty()) {
            answer();
            return;
        }
        reading = true;
        loading = cold.size();
        cold.forEach(slice -> slice.load(() -> home.execute(this::loaded)));
    }

    private void loaded() {
        loading--;
        if (loading > 0) {
            return;
        }
        reading = false;
        if (over) {
            releaseRecords(); // cancelled meanwhile
        } else {
            answer();
        }
    }

    private void answer() {
        end();
        onReady.accept(this);
    }

    private void waitForMore() {
        releaseRecords();
        if (timer == null) {
            timer = home.schedule(limits.maxWaitMs(), this::timeUp);
        }
        // When the last shard registers, a partition of the first may have begun the next reading: it needs its own copy.
        long[] ends = new long[results.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = visibleEnd(results[i].bounds());
        }
        byShard.forEach((shard, indexes) -> onShard(shard, () -> register(indexes, ends)));
    }

    /** What arrived between reading and registering would wake nobody, so the ends are compared. */
    private void register(List<Integer> indexes, long[] ends) {
        boolean missed = false;
        for (int index : indexes) {
            Partition partition = targets.get(index).partition();
            if (partition.isDeleted() || visibleEnd(partition.bounds()) != ends[index]) {
                missed = true;
            }
            partition.await(waiter);
        }
        if (missed) {
            grown(null);
        }
    }

    private long visibleEnd(Fetched.Bounds bounds) {
        return limits.readCommitted() ? bounds.lastStableOffset() : bounds.highWatermark();
    }

    private void grown(Partition partition) {
        onShard(home, this::wake);
    }

    private void wake() {
        if (over) {
            return;
        }
        if (reading) {
            wakeAgain = true;
        } else {
            withdraw();
            read();
        }
    }

    private void timeUp() {
        if (over) {
            return;
        }
        timeUp = true;
        if (!reading) {
            withdraw();
            read();
        }
    }

    private void end() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
        if (!reading) {
            withdraw();
        }
    }

    private void withdraw() {
        byShard.forEach((shard, indexes) -> onShard(shard, () -> {
            for (int index : indexes) {
                targets.get(index).partition().forget(waiter);
            }
        }));
    }

    private static void onShard(Shard shard, Runnable task) {
        if (shard.isCurrent()) {
            task.run();
        } else {
            shard.execute(task);
        }
    }
}
