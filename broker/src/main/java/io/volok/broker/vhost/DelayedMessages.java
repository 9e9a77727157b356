package io.volok.broker.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.shard.Shard;
import io.volok.codec.message.MessageEditor;
import io.volok.codec.message.MessageView;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The messages that exchanges of type {@code x-delayed-message} hold back until their time. Millions may wait: they lie
 * in logs by the span of time in which they are due, and only the spans that are near have an index in memory.
 *
 * <p>Durable: a message is confirmed when its bucket's log keeps it. What has been released is remembered as one point
 * in time, written when the queues have accepted everything due up to it; after a crash in between a message may be
 * released twice, never lost. As in RabbitMQ's plugin, {@code x-delay} is negative after delivery.
 */
final class DelayedMessages implements Settlement {

    private static final String DELAY = "x-delay";
    /** Names the exchange that holds a message back, if it is another than the one it was published to. */
    private static final String GATE = "x-volok-held-by";
    private static final long LONGEST_DELAY_MS = 0xFFFF_FFFFL;
    private static final int MOST_AT_ONCE = 1_000;
    /** Keeps answers that come during a publish from looking like the last one. */
    private static final int NOT_YET = 1 << 24;
    private static final int MOVED_BYTES = 256 << 10;
    private static final long MOVE_AGAIN_MS = 1_000;

    private final Shard shard;
    private final VhostLogs logs;
    private final CursorLog cursors;
    private final Publisher publisher;
    private final Topology topology;
    private final TreeMap<DelaySpan, DelayBucket> buckets = new TreeMap<>(
            Comparator.comparingLong(DelaySpan::startMs).thenComparing(DelaySpan::width));
    private final List<DelayBucket> dirty = new ArrayList<>();
    private final MessageView view = new MessageView();
    private final MessageEditor editor = new MessageEditor();
    /** For messages on their way out, which may cause others to come in. */
    private final MessageEditor opener = new MessageEditor();
    private final RecordView record = new RecordView();
    private long releasedMs = -1;
    private long pollingMs;
    private int unsettled;
    private DelayBucket moving;
    private long movedTo;
    private boolean moveFailed;
    private int moves;
    private Shard.Timer timer;
    private long timerMs = Long.MAX_VALUE;
    private boolean ended;

    DelayedMessages(Shard shard, VhostLogs logs, CursorLog cursors, Publisher publisher, Topology topology) {
        this.shard = shard;
        this.logs = logs;
        this.cursors = cursors;
        this.publisher = publisher;
        this.topology = topology;
    }

    /** Told when a narrower span keeps a message of a wide one. */
    private final Settlement mover = new Settlement() {

        @Override
        public void accepted(long token) {
            moved();
        }

        @Override
        public void rejected(long token) {
            moveFailed = true;
            moved();
        }
    };

    /* ---- recovery ---- */

    /** Applies an entry of the cursor log. */
    void replay(byte[] array, int offset) {
        releasedMs = Math.max(releasedMs, ByteBuffer.wrap(array, offset, Long.BYTES).getLong());
    }

    /** Finds what earlier runs have left and goes to work. */
    void start() {
        logs.delayedBuckets().forEach(name -> bucket(DelaySpan.ofName(name)));
        if (!buckets.isEmpty()) {
            schedule();
        }
    }

    /** Writes the present state into the cursor log. */
    void snapshot() {
        if (releasedMs >= 0) {
            cursors.append(0, ByteBuffer.allocate(Long.BYTES).putLong(releasedMs).array(), 0, Long.BYTES);
        }
    }

    /* ---- messages in ---- */

    /** Whether a message wants to be delayed. */
    boolean wants(Message message) {
        return !ended && delayMs(message) > 0;
    }

    /** The delay that a message asks for, 0 for none. */
    private long delayMs(Message message) {
        view.set(message.array(), message.offset(), message.length());
        long delayMs = delay(view.headers());
        return delayMs <= 0 || delayMs > LONGEST_DELAY_MS ? 0 : delayMs;
    }

    /**
     * Takes a message that wants to be delayed; false when it does not.
     *
     * @param gate the exchange that holds it back: the one it was published to, or one on its way
     */
    boolean take(String gate, Message message, Settlement settlement, long token) {
        long delayMs = ended ? 0 : delayMs(message);
        if (delayMs == 0) {
            return false;
        }
        long now = shard.nowMs();
        long dueMs = Math.max(now + delayMs, Math.max(releasedMs, pollingMs) + 1);
        FieldValue negative = delayMs <= Integer.MAX_VALUE ? new FieldValue.Int32((int) -delayMs)
                : new FieldValue.Int64(-delayMs);
        boolean onItsWay = !gate.equals(message.exchange());
        boolean pretends = view.headers().contains(GATE);
        editor.open(view.record()).setHeader(DELAY, negative);
        if (onItsWay) {
            editor.setHeader(GATE, FieldValue.of(gate));
        } else if (pretends) {
            editor.removeHeader(GATE);
        }
        DelayBucket bucket = add(dueMs, editor.toBody(), settlement, token);
        if (publisher.commit() != null) {
            publisher.commit().add(bucket, message.length());
        }
        return true;
    }

    private DelayBucket add(long dueMs, RecordBody body, Settlement settlement, long token) {
        DelayBucket bucket = bucket(DelaySpan.of(dueMs, shard.nowMs()));
        if (dirty.isEmpty()) {
            shard.afterBatch(Shard.Phase.APPEND, this::flush);
        }
        if (bucket.markDirty()) {
            dirty.add(bucket);
        }
        bucket.add(dueMs, body, settlement, token);
        return bucket;
    }

    private static long delay(FieldTable headers) {
        FieldValue value = headers.find(DELAY).orElse(null);
        return switch (value) {
            case null -> 0;
            case FieldValue.Float32 number -> (long) number.value();
            case FieldValue.Float64 number -> (long) number.value();
            case FieldValue.LongString text -> text.text().matches("[0-9]{1,10}") ? Long.parseLong(text.text()) : 0;
            default -> FieldTable.integerOf(value).orElse(0);
        };
    }

    private DelayBucket bucket(DelaySpan span) {
        return buckets.computeIfAbsent(span, missing -> new DelayBucket(missing, logs.openDelayed(missing.name())));
    }

    private void flush() {
        List<DelayBucket> written = List.copyOf(dirty);
        dirty.clear();
        written.forEach(DelayBucket::flush);
        schedule();
    }

    /* ---- messages out ---- */

    private void schedule() {
        if (ended || unsettled > 0) {
            return;
        }
        long next = Long.MAX_VALUE;
        long firstWideMs = firstWideMs();
        for (DelayBucket bucket : buckets.values()) {
            next = Math.min(next, wakeMs(bucket, firstWideMs));
        }
        if (next == timerMs) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerMs = next;
        timer = next == Long.MAX_VALUE ? null : shard.schedule(Math.max(0, next - shard.nowMs()), this::wake);
    }

    /** When a bucket has to be looked at. What waits for a wide span to be dissolved is looked at when that is done. */
    private long wakeMs(DelayBucket bucket, long firstWideMs) {
        if (!bucket.span().isNarrow()) {
            return moving == null ? bucket.span().nearMs() : Long.MAX_VALUE;
        }
        if (!bucket.isLoaded()) {
            return bucket.span().nearMs();
        }
        if (bucket.isDrained()) {
            return bucket.span().endMs();
        }
        return bucket.nextDueMs() < firstWideMs ? bucket.nextDueMs() : Long.MAX_VALUE;
    }

    private void wake() {
        timer = null;
        timerMs = Long.MAX_VALUE;
        if (moving == null) {
            move();
        }
        if (unsettled == 0) {
            release();
        }
    }

    /** Releases what is due, a limited number at once; goes on when the queues have accepted it. */
    private void release() {
        load(shard.nowMs());
        unsettled = 1;
        long limitMs = releasableMs();
        for (int left = MOST_AT_ONCE; left > 0; left--) {
            DelayBucket bucket = soonest();
            if (bucket == null || bucket.nextDueMs() > limitMs) {
                break;
            }
            pollingMs = bucket.nextDueMs();
            bucket.poll(record);
            publish();
        }
        settled();
    }

    /** What is due up to now, but nothing that could overtake messages of a wide span that is still to be dissolved. */
    private long releasableMs() {
        return Math.min(shard.nowMs(), firstWideMs() - 1);
    }

    private long firstWideMs() {
        for (DelaySpan span : buckets.keySet()) {
            if (!span.isNarrow()) {
                return span.startMs();
            }
        }
        return Long.MAX_VALUE;
    }

    private void publish() {
        Message message = Messages.of(record, view);
        String gate = view.headers().text(GATE).orElse(null);
        if (gate != null) {
            message = Messages.withBody(message, opener.open(record).removeHeader(GATE).toBody());
        }
        Exchange exchange = topology.exchange(gate == null ? message.exchange() : gate);
        if (exchange != null) {
            unsettled += NOT_YET;
            int destinations = publisher.publishNow(exchange, message, this, 0);
            unsettled += destinations - NOT_YET;
        }
    }

    @Override
    public void accepted(long token) {
        settled();
    }

    /** A queue that is full loses the message, as it would have lost it without a delay. */
    @Override
    public void rejected(long token) {
        settled();
    }

    private void settled() {
        if (--unsettled > 0 || ended) {
            return;
        }
        DelayBucket bucket = soonest();
        long done = bucket == null ? pollingMs : Math.min(pollingMs, bucket.nextDueMs() - 1);
        if (done > releasedMs) {
            releasedMs = done;
            snapshot();
        }
        dropDrained();
        if (bucket != null && bucket.nextDueMs() <= releasableMs()) {
            shard.giveWay(this::continueRelease);
        } else {
            schedule();
        }
    }

    private void continueRelease() {
        if (!ended && unsettled == 0) {
            release();
        }
    }

    private void load(long now) {
        for (DelayBucket bucket : buckets.values()) {
            if (bucket.span().isNarrow() && !bucket.isLoaded() && bucket.span().nearMs() <= now) {
                bucket.load(releasedMs);
            }
        }
    }

    private DelayBucket soonest() {
        DelayBucket soonest = null;
        for (DelayBucket bucket : buckets.values()) {
            if (bucket.isLoaded() && (soonest == null || bucket.nextDueMs() < soonest.nextDueMs())) {
                soonest = bucket;
            }
        }
        return soonest;
    }

    private void dropDrained() {
        long now = shard.nowMs();
        buckets.values().removeIf(bucket -> {
            boolean over = bucket.isDrained() && bucket.span().endMs() <= now;
            if (over) {
                bucket.delete();
            }
            return over;
        });
    }

    /* ---- from wide spans into narrower ones ---- */

    /** Moves a piece of a wide span that is near; goes on when the narrower ones keep it. */
    private void move() {
        moving = nearestWide();
        if (moving == null) {
            return;
        }
        moves = 1;
        movedTo = moving.startOffset();
        if (moving.hasStored()) {
            movedTo = moving.piece(movedTo, ByteBuffer.allocate(MOVED_BYTES), this::moveOne);
        }
        moved();
    }

    private DelayBucket nearestWide() {
        for (DelayBucket bucket : buckets.values()) {
            if (!bucket.span().isNarrow() && bucket.span().nearMs() <= shard.nowMs()) {
                return bucket;
            }
        }
        return null;
    }

    private void moveOne(RecordView old) {
        if (old.timestamp() > releasedMs) {
            moves++;
            add(old.timestamp(), new RecordBody(old.array(), old.bodyStart(), old.bodyLength()), mover, 0);
        }
    }

    private void moved() {
        if (--moves > 0 || ended) {
            return;
        }
        DelayBucket wide = moving;
        moving = null;
        if (moveFailed) {
            // The disk is full. What was moved of this piece comes twice, the rest stays where it is.
            moveFailed = false;
            shard.schedule(MOVE_AGAIN_MS, this::continueMove);
            return;
        }
        wide.movedTo(movedTo);
        if (wide.isMoved()) {
            buckets.remove(wide.span());
            wide.delete();
        }
        shard.giveWay(this::continueMove);
    }

    private void continueMove() {
        if (!ended && moving == null) {
            move();
            schedule();
        }
    }

    /** How many messages wait. */
    long count() {
        long count = 0;
        for (DelayBucket bucket : buckets.values()) {
            count += bucket.count();
        }
        return count;
    }

    void close() {
        end();
        buckets.values().forEach(DelayBucket::close);
    }

    void delete() {
        end();
        buckets.values().forEach(DelayBucket::delete);
        buckets.clear();
    }

    private void end() {
        ended = true;
        dirty.clear();
        if (timer != null) {
            timer.cancel();
        }
    }
}
