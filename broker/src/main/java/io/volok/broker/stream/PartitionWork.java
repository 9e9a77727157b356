package io.volok.broker.stream;

import io.volok.broker.partition.Partition;
import io.volok.broker.shard.Shard;
import io.volok.broker.share.Acknowledgement;
import io.volok.broker.share.Acquired;
import io.volok.broker.share.SharePartition;
import io.volok.broker.vhost.WorkItem;
import io.volok.broker.vhost.WorkVerdict;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * One partition of a topic that is worked off: acquires records on the partition's shard, a few ahead of the consumers,
 * and has them ready on the consumers' shard.
 *
 * <p>Owned by the consumers' shard; the methods that say so run on the partition's.
 */
final class PartitionWork {

    private static final int FETCH_BYTES = 128 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Partition partition;
    private final SharedWork work;
    private final Shard home;
    private final RecordCursor cursor;
    private final RecordView view = new RecordView();
    private final Runnable onMore = this::more;
    private final Runnable onMoved = this::moved;
    private long era;
    private List<Acquired.Run> runs = List.of();
    private int run;
    private long offset;
    private int left;
    /** Whether the view shows a record of what is here. */
    private boolean loaded;
    private boolean fetching;
    private boolean waiting;
    private long readyThere;
    private long heldByOthers;

    PartitionWork(Partition partition, SharedWork work, Shard home, Decompressor decompressor) {
        this.partition = partition;
        this.work = work;
        this.home = home;
        this.cursor = new RecordCursor(decompressor);
    }

    Partition partition() {
        return partition;
    }

    /** How many records are here, acquired and not delivered. */
    int left() {
        return left;
    }

    /** How many more can be acquired, as far as is known here. */
    long readyThere() {
        return readyThere;
    }

    /** How many the share group's other members have, as far as is known here. */
    long heldByOthers() {
        return heldByOthers;
    }

    /** Whether it has been asked for records and has not answered. */
    boolean isFetching() {
        return fetching;
    }

    /** Whether asking once more may bring something at once. */
    boolean mayHaveMore() {
        return !fetching && !waiting;
    }

    /** The record under {@link #next}. */
    RecordView view() {
        return view;
    }

    /** Moves on to the next record that is here; null if there is none. */
    WorkItem next() {
        while (left > 0) {
            Acquired.Run current = runs.get(run);
            long wanted = Math.max(offset, current.first());
            left--;
            offset = wanted + 1;
            if (wanted == current.last()) {
                run++;
            }
            if (!loaded || view.offset() < wanted) {
                cursor.skipTo(wanted);
                loaded = cursor.next(view);
            }
            if (loaded && view.offset() == wanted) {
                return new WorkItem(work.generation(), era, partition.id().index(), wanted, current.deliveryCount());
            }
            settle(era, wanted, WorkVerdict.DONE); // Compaction has taken it out of its batch: there is nothing to do.
        }
        return null;
    }

    /** Asks for more, unless that is under way or there is known to be nothing. */
    void fetch(int records) {
        if (!waiting) {
            ask(records);
        }
    }

    /** Asks for more, unless that is under way, also where there was nothing a moment ago. */
    void ask(int records) {
        if (!fetching && left == 0) {
            fetching = true;
            WorkGroup group = work.group();
            Posting.to(partition.shard(), () -> acquire(records, group));
        }
    }

    /** On the partition's shard. */
    private void acquire(int records, WorkGroup group) {
        if (partition.isDeleted()) {
            Posting.to(home, work::topicGone);
            return;
        }
        SharePartition share = group.of(partition);
        Acquired acquired = share.acquire(group.holder(),
                new SharePartition.Wish(records, FETCH_BYTES, false), group.settings());
        long ready = share.readyCount();
        share.whenMoved(onMoved);
        share.forget(onMore);
        if (acquired.count() == 0) {
            share.await(onMore);
        }
        Posting.to(home, () -> arrived(acquired, ready));
    }

    private void arrived(Acquired acquired, long ready) {
        fetching = false;
        readyThere = ready;
        waiting = acquired.count() == 0;
        if (waiting) {
            work.answered();
            return;
        }
        runs = acquired.runs();
        era = acquired.era();
        run = 0;
        offset = runs.getFirst().first();
        left = acquired.count();
        loaded = false;
        cursor.open(acquired.records());
        work.answered();
        work.planTurn();
    }

    /** On the partition's shard: the group was moved, and what is here is not its own any more. */
    private void moved() {
        Posting.to(home, () -> {
            drop();
            work.planTurn();
        });
    }

    private void drop() {
        left = 0;
        loaded = false;
        runs = List.of();
        cursor.open(NOTHING);
    }

    /** On the partition's shard: there may be more to acquire. */
    private void more() {
        Posting.to(home, () -> {
            waiting = false;
            work.planTurn();
        });
    }

    /** Says what became of a record. */
    void settle(long when, long done, WorkVerdict verdict) {
        if (verdict == WorkVerdict.UNTOUCHED) {
            putBack(when, List.of(new Acquired.Run(done, done, 1)), done);
            return;
        }
        byte type = switch (verdict) {
            case DONE -> Acknowledgement.ACCEPT;
            case AGAIN, UNTOUCHED -> Acknowledgement.RELEASE;
            case GIVEN_UP -> Acknowledgement.REJECT;
        };
        WorkGroup group = work.group();
        Posting.to(partition.shard(), () -> {
            if (!partition.isDeleted() && group.of(partition).era() == when) {
                group.of(partition).acknowledge(group.holder(),
                        List.of(new Acknowledgement(done, done, new byte[] {type})), group.settings());
            }
        });
    }

    /** Gives back what is here and was not delivered: nobody is there who could take it. */
    void giveBack() {
        List<Acquired.Run> rest = left == 0 ? List.of() : List.copyOf(runs.subList(run, runs.size()));
        long from = offset;
        drop();
        if (!rest.isEmpty()) {
            putBack(era, rest, from);
        }
    }

    private void putBack(long when, List<Acquired.Run> rest, long from) {
        WorkGroup group = work.group();
        Posting.to(partition.shard(), () -> {
            if (!partition.isDeleted() && group.of(partition).era() == when) {
                rest.forEach(each -> group.of(partition).putBack(
                        group.holder(), Math.max(from, each.first()), each.last()));
            }
        });
    }

    /** Tells when everything that was said so far is kept. */
    void whenKept(Consumer<Boolean> told) {
        WorkGroup group = work.group();
        Posting.to(partition.shard(), () -> {
            if (partition.isDeleted()) {
                Posting.to(home, () -> told.accept(true));
            } else {
                group.of(partition).whenNoted(kept -> Posting.to(home, () -> told.accept(kept)));
            }
        });
    }

    /** Fixes where the work begins, if it has not begun yet, and counts what there is to do. */
    void refresh() {
        WorkGroup group = work.group();
        Posting.to(partition.shard(), () -> {
            boolean gone = partition.isDeleted();
            long ready = gone ? 0 : group.of(partition).readyCount(group.settings());
            long held = gone ? 0 : group.of(partition).heldByOthers(group.holder());
            Posting.to(home, () -> {
                readyThere = ready;
                heldByOthers = held;
            });
        });
    }

    /** Passes over everything that can be acquired. */
    void purge() {
        giveBack();
        WorkGroup group = work.group();
        Posting.to(partition.shard(), () -> {
            if (!partition.isDeleted()) {
                group.of(partition).archiveAvailable(group.settings());
            }
        });
        readyThere = 0;
    }

    /** Forgets how far the work has come. */
    void delete() {
        left = 0;
        WorkGroup group = work.group();
        Posting.to(partition.shard(), () -> {
            if (!partition.isDeleted()) {
                group.shares().delete(group.name(), partition);
            }
        });
    }
}
