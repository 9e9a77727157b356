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
    private List<Acquired.Run> runs = List.of();
    private int run;
    private long offset;
    private int left;
    /** Whether the view shows a record of what is here. */
    private boolean loaded;
    private boolean fetching;
    private boolean waiting;
    private long readyThere;

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
                return new WorkItem(work.generation(), partition.id().index(), wanted, current.deliveryCount());
            }
            settle(wanted, WorkVerdict.DONE); // Compaction has taken it out of its batch: there is nothing to do.
        }
        return null;
    }

    /** Asks for more, unless that is under way or there is known to be nothing. */
    void fetch(int records) {
        if (!fetching && !waiting && left == 0) {
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
        if (acquired.count() == 0) {
            share.await(onMore);
        }
        Posting.to(home, () -> arrived(acquired, ready));
    }

    private void arrived(Acquired acquired, long ready) {
        fetching = false;
        readyThere = ready;
        if (acquired.count() == 0) {
            waiting = true;
            return;
        }
        runs = acquired.runs();
        run = 0;
        offset = runs.getFirst().first();
        left = acquired.count();
        loaded = false;
        cursor.open(acquired.records());
        work.planTurn();
    }

    /** On the partition's shard: there may be more to acquire. */
    private void more() {
        Posting.to(home, () -> {
            waiting = false;
            work.planTurn();
        });
    }

    /** Says what became of a record. */
    void settle(long done, WorkVerdict verdict) {
        byte type = switch (verdict) {
            case DONE -> Acknowledgement.ACCEPT;
            case AGAIN -> Acknowledgement.RELEASE;
            case GIVEN_UP -> Acknowledgement.REJECT;
        };
        WorkGroup group = work.group();
        Posting.to(partition.shard(), () -> {
            if (!partition.isDeleted()) {
                group.of(partition).acknowledge(group.holder(),
                        List.of(new Acknowledgement(done, done, new byte[] {type})), group.settings());
            }
        });
    }

    /** Gives back what is here and was not delivered: nobody is there who could take it. */
    void giveBack() {
        List<Acquired.Run> rest = left == 0 ? List.of() : List.copyOf(runs.subList(run, runs.size()));
        long from = offset;
        left = 0;
        loaded = false;
        runs = List.of();
        cursor.open(NOTHING);
        if (!rest.isEmpty()) {
            WorkGroup group = work.group();
            Posting.to(partition.shard(), () -> {
                if (!partition.isDeleted()) {
                    rest.forEach(each -> group.of(partition).putBack(
                            group.holder(), Math.max(from, each.first()), each.last()));
                }
            });
        }
    }

    /** Fixes where the work begins, if it has not begun yet, and counts what there is to do. */
    void refresh() {
        WorkGroup group = work.group();
        Posting.to(partition.shard(), () -> {
            long ready = partition.isDeleted() ? 0 : group.of(partition).readyCount(group.settings());
            Posting.to(home, () -> readyThere = ready);
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
