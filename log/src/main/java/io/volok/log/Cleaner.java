package io.volok.log;

import io.volok.codec.record.Compressor;
import io.volok.codec.record.Decompressor;
import io.volok.log.CompactionPass.Replacement;
import io.volok.log.store.LogFailed;
import io.volok.log.store.LogStore;
import io.volok.log.store.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Compacts logs by key: after a pass only the last record of each key is left in the sealed segments, at its old
 * offset.
 *
 * <p>A pass is decided and finished on the log's owner; reading and writing happens on a background thread, one pass
 * at a time per thread. Readers go on: each replacement takes its place in one step, and slices keep what they pin.
 */
public final class Cleaner {

    /** Kafka's default of log.cleaner.dedupe.buffer.size. */
    public static final long KEY_MAP_BYTES = 128L << 20;

    private final Owner background;
    private final Decompressor decompressor;
    private final Compressor compressor;
    private final long keyMapBytes;

    /**
     * A cleaner for logs of any owner.
     *
     * @param background   runs a pass on a thread of its own
     * @param decompressor opens compressed batches; used on that thread only
     * @param compressor   compresses what is left of them; used on that thread only
     * @param keyMapBytes  most memory for the keys of one pass; a pass that meets more keys ends early and the next
     *                     goes on
     */
    public Cleaner(Owner background, Decompressor decompressor, Compressor compressor, long keyMapBytes) {
        this.background = Objects.requireNonNull(background);
        this.decompressor = Objects.requireNonNull(decompressor);
        this.compressor = Objects.requireNonNull(compressor);
        this.keyMapBytes = keyMapBytes;
    }

    /**
     * Begins a pass if the log is compacted and one is due. On the log's owner, about every log.cleaner.backoff.ms.
     *
     * @param view what must be respected; not needed after the pass
     * @param done told on the owner how it ended, unless the log was closed
     * @return whether a pass was begun
     */
    public boolean cleanIfDue(Log log, long nowMs, CompactionView view, Consumer<CompactionReport> done) {
        CompactionTask task = log.compactionDue(nowMs, view);
        if (task == null) {
            return false;
        }
        log.beginCompaction(() -> start(log, task, done));
        return true;
    }

    /** What is below was forced, so a crash of the machine cannot ask for a scan of what compaction has thinned out. */
    private void start(Log log, CompactionTask task, Consumer<CompactionReport> done) {
        int cuts = log.cuts();
        if (!log.compaction().holds(task.segments())) {
            log.compaction().running(false);
            return;
        }
        task.pin();
        CompactionPass pass = new CompactionPass(task, new CompactionPass.Codecs(decompressor, compressor), keyMapBytes,
                () -> log.cuts() != cuts);
        background.execute(() -> {
            RuntimeException failure = run(pass);
            log.owner().execute(() -> {
                task.unpin();
                finish(log, task, pass, failure, done);
            });
        });
    }

    private static RuntimeException run(CompactionPass pass) {
        try {
            pass.run();
            return null;
        } catch (RuntimeException failure) {
            return failure;
        }
    }

    private static void finish(Log log, CompactionTask task, CompactionPass pass, RuntimeException failure,
                               Consumer<CompactionReport> done) {
        log.compaction().running(false);
        if (failure instanceof CompactionPass.Cancelled || log.isClosed()) {
            pass.discard();
            return;
        }
        long before = task.segments().stream().mapToLong(Segment::size).sum();
        if (failure != null) {
            done.accept(new CompactionReport(before, before, task.cleanedEndOffset(), failure));
            return;
        }
        done.accept(swap(log, task.store(), pass, before));
    }

    private static CompactionReport swap(Log log, LogStore store, CompactionPass pass, long before) {
        long after = before;
        List<Replacement> left = new ArrayList<>(pass.replacements());
        try {
            for (Replacement replacement : pass.replacements()) {
                long gone = log.compaction().replace(replacement, log.config().fileDeleteDelayMs());
                if (gone < 0) {
                    store.discard(replacement.stored());
                } else {
                    after -= gone - replacement.stored().size();
                }
                left.remove(replacement);
            }
            log.compaction().cleanedTo(pass.mappedEndOffset());
            return new CompactionReport(before, after, pass.mappedEndOffset(), null);
        } catch (LogFailed failed) {
            left.forEach(replacement -> store.discard(replacement.stored()));
            return new CompactionReport(before, after, log.compaction().cleanedEndOffset(), failed);
        }
    }
}
