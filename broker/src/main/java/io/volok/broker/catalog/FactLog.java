package io.volok.broker.catalog;

import io.volok.broker.shard.Shard;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import io.volok.log.Log;
import io.volok.log.store.DiskFull;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Facts in the order in which they became true, one record each.
 *
 * <p>Facts of one batch of work are appended with one write in {@link Shard.Phase#APPEND}, before anything that depends
 * on them leaves the broker; a failed append stops the shard. When the log holds far more facts than are still alive,
 * the living ones are kept as a snapshot beside it and the log is trimmed.
 *
 * <pre>
 *   snapshot: version int8 = 1, then { length int32, fact } ...
 * </pre>
 */
public final class FactLog {

    private static final int SNAPSHOT_VERSION = 1;
    private static final int FACTS_WORTH_A_SNAPSHOT = 2_000;
    private static final long RETRY_MS = 1_000;

    private final Shard shard;
    private final Log log;
    private final Supplier<List<byte[]>> living;
    private final List<byte[]> pending = new ArrayList<>();
    private final BatchBuilder batch = new BatchBuilder();
    /** Who waits for facts that a full disk does not take yet. */
    private final List<Runnable> waiting = new ArrayList<>();
    private Shard.Timer retry;
    private long factsInLog;
    private boolean deleted;

    /**
     * Facts over a log.
     *
     * @param living gives facts that amount to the present state, for a snapshot
     */
    public FactLog(Shard shard, Log log, Supplier<List<byte[]>> living) {
        this.shard = shard;
        this.log = log;
        this.living = living;
    }

    /** Gives every fact that is kept, in order. Once, before the first append. */
    public void recover(Consumer<FactReader> apply) {
        long[] from = {log.startOffset()};
        log.snapshot(log.endOffset()).ifPresent(snapshot -> {
            recoverSnapshot(snapshot.state(), apply);
            from[0] = Math.max(from[0], snapshot.offset());
        });
        LogReplay.replay(log, from[0], record -> {
            byte[] fact = new byte[Math.max(0, record.valueLength())];
            System.arraycopy(record.array(), record.valueStart(), fact, 0, fact.length);
            factsInLog++;
            apply.accept(new FactReader(fact));
        });
    }

    private static void recoverSnapshot(ByteBuffer state, Consumer<FactReader> apply) {
        int version = state.get();
        if (version != SNAPSHOT_VERSION) {
            throw new MalformedBytes(0, "a snapshot of facts in version " + version);
        }
        while (state.hasRemaining()) {
            byte[] fact = new byte[state.getInt()];
            state.get(fact);
            apply.accept(new FactReader(fact));
        }
    }

    /** Keeps a fact; without effect once the log is deleted. */
    public void append(byte[] fact) {
        if (deleted) {
            return;
        }
        if (pending.isEmpty()) {
            shard.afterBatch(Shard.Phase.APPEND, this::flush);
        }
        pending.add(fact);
    }

    /** Runs a task when everything appended so far is as durable as the log promises. */
    public void whenDurable(Runnable task) {
        flush();
        if (pending.isEmpty()) {
            log.whenDurable(log.endOffset(), task);
        } else {
            waiting.add(task);
        }
    }

    /** Writes what is pending, which else happens at the end of the batch of work; later if the disk is full. */
    public void flush() {
        if (pending.isEmpty() || retry != null) {
            return;
        }
        try {
            write();
        } catch (DiskFull full) {
            retry = shard.schedule(RETRY_MS, this::tryAgain);
        }
    }

    private void tryAgain() {
        retry = null;
        flush();
        if (pending.isEmpty()) {
            List<Runnable> tasks = List.copyOf(waiting);
            waiting.clear();
            tasks.forEach(task -> log.whenDurable(log.endOffset(), task));
        }
    }

    private void write() {
        long first = log.endOffset();
        long now = shard.nowMs();
        batch.begin(first, now);
        for (byte[] fact : pending) {
            batch.append(now, RecordBody.of(null, fact));
        }
        int size = batch.finish();
        log.append(ByteBuffer.wrap(batch.array(), 0, size), first, first + pending.size() - 1, now);
        factsInLog += pending.size();
        pending.clear();
        if (factsInLog > FACTS_WORTH_A_SNAPSHOT) {
            compactIfThereIsRoom();
        }
    }

    private void compactIfThereIsRoom() {
        try {
            compact();
        } catch (DiskFull full) {
            // The log stays longer than it need be; the next fact tries again.
            factsInLog = FACTS_WORTH_A_SNAPSHOT;
        }
    }

    private void compact() {
        List<byte[]> facts = living.get();
        if (factsInLog <= FACTS_WORTH_A_SNAPSHOT + 2L * facts.size()) {
            return;
        }
        ByteWriter state = new ByteWriter(64 * facts.size() + 1);
        state.u8(SNAPSHOT_VERSION);
        for (byte[] fact : facts) {
            state.u32(fact.length);
            state.bytes(fact);
        }
        long end = log.endOffset();
        log.saveSnapshot(end, state.toBuffer());
        log.roll();
        log.trimTo(end);
        factsInLog = 0;
    }

    /** Appends what is pending and closes the log. */
    public void close() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        flush();
        if (retry != null) {
            retry.cancel();
        }
        log.close();
    }

    /** Deletes the log with all facts. */
    public void delete() {
        deleted = true;
        pending.clear();
        if (retry != null) {
            retry.cancel();
        }
        log.delete();
    }
}
