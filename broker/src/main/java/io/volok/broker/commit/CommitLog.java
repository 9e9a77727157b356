package io.volok.broker.commit;

import io.volok.broker.catalog.FactReader;
import io.volok.broker.catalog.FactWriter;
import io.volok.broker.catalog.LogReplay;
import io.volok.broker.shard.Shard;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import io.volok.log.Log;
import io.volok.log.store.DiskFull;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The commits of a virtual host that touch more than one log: which shares one is about to write and where, then that all
 * of them are written. Between these two records nothing else happens on the shard, so only the last commit can be
 * unfinished, and what it has written lies at the ends of its logs: a start cuts it off.
 *
 * <pre>
 *   commit  type 1, version 1, count, { kind, name text, base offset, end offset } ...    numbers are int64
 *   done    type 2, version 1
 * </pre>
 *
 * <p>Bodies are not written twice: what is noted is positions. The log is not forced, unless a share is: then whoever
 * waits for that share waits for the note, too. A power failure may take the end of a log that was not forced, and the
 * note that a commit is done; but if anything lies behind a share in its log, the commit was done.
 */
public final class CommitLog {

    private static final int COMMIT = 1;
    private static final int DONE = 2;
    private static final int VERSION = 1;
    private static final byte[] DONE_FACT = new FactWriter(DONE, VERSION).bytes();

    private final Shard shard;
    private final Log log;
    private final BatchBuilder batch = new BatchBuilder();

    /** Over a log that is not forced by itself. */
    public CommitLog(Shard shard, Log log) {
        this.shard = shard;
        this.log = log;
    }

    /**
     * Finds the commit that an earlier run did not finish and has it undone.
     *
     * @param undo cuts off what lies in these spans; called if there is an unfinished commit
     */
    public void recover(Consumer<List<Span>> undo) {
        List<Span> last = new ArrayList<>();
        long[] lastAt = {-1};
        LogReplay.replay(log, log.startOffset(), record -> {
            byte[] fact = new byte[Math.max(0, record.valueLength())];
            System.arraycopy(record.array(), record.valueStart(), fact, 0, fact.length);
            last.clear();
            lastAt[0] = record.offset();
            read(new FactReader(fact), last);
        });
        if (!last.isEmpty()) {
            undo.accept(List.copyOf(last));
            log.truncateTo(lastAt[0]);
        }
    }

    private static void read(FactReader fact, List<Span> spans) {
        if (fact.type() == DONE) {
            return;
        }
        for (long left = fact.number(); left > 0; left--) {
            Place place = new Place(Place.Kind.of(fact.number()), fact.text());
            spans.add(new Span(place, fact.number(), fact.number()));
        }
    }

    /** Writes shares, all or none; false when the disk is full. Each of them has been kept or refused at the end. */
    public boolean write(List<Share> shares) {
        long at = log.endOffset();
        List<Span> extents = shares.stream().map(Share::extent).toList();
        try {
            append(commit(extents));
            shares.forEach(Share::write);
            append(DONE_FACT);
        } catch (DiskFull full) {
            takeBack(shares, extents, at);
            return false;
        }
        Noting noting = note(shares);
        shares.forEach(share -> share.keep(noting));
        if (log.firstSegmentEndOffset() <= at) {
            log.trimTo(at);
        }
        return true;
    }

    /** The note goes last: a crash before leaves the rest to the next start. */
    private void takeBack(List<Share> shares, List<Span> extents, long at) {
        for (int i = 0; i < shares.size(); i++) {
            shares.get(i).takeBack(extents.get(i).baseOffset());
        }
        log.truncateTo(at);
        shares.forEach(Share::refuse);
    }

    private Noting note(List<Share> shares) {
        if (shares.stream().allMatch(Share::isDurable)) {
            return Noting.DONE;
        }
        Noting noting = Noting.underWay();
        log.flush(noting::noted);
        return noting;
    }

    private static byte[] commit(List<Span> extents) {
        FactWriter fact = new FactWriter(COMMIT, VERSION).number(extents.size());
        for (Span span : extents) {
            fact.number(span.place().kind().code()).text(span.place().name())
                    .number(span.baseOffset()).number(span.endOffset());
        }
        return fact.bytes();
    }

    private void append(byte[] fact) {
        long offset = log.endOffset();
        long now = shard.nowMs();
        batch.begin(offset, now);
        batch.append(now, RecordBody.of(null, fact));
        int size = batch.finish();
        log.append(ByteBuffer.wrap(batch.array(), 0, size), offset, offset, now);
    }

    /** Closes the log in an orderly way. */
    public void close() {
        log.close();
    }

    /** Deletes the log. */
    public void delete() {
        log.delete();
    }
}
