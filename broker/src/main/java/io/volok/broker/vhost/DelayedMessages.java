package io.volok.broker.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.shard.Shard;
import io.volok.codec.message.MessageEditor;
import io.volok.codec.message.MessageView;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The messages that exchanges of type {@code x-delayed-message} hold back until their time. Millions may wait: they lie in
 * logs by the span of time in which they are due, and only the spans that are near have an index in memory.
 *
 * <p>Durable: a message is confirmed when its bucket's log keeps it. What has been released is remembered as one point in
 * time, written when the queues have accepted everything due up to it; after a crash in between a message may be released
 * twice, never lost. As in RabbitMQ's plugin, {@code x-delay} is negative after delivery.
 */
final class DelayedMessages implements Settlement {

    private static final String DELAY = "x-delay";
    private static final long LONGEST_DELAY_MS = 0xFFFF_FFFFL;
    private static final int MOST_AT_ONCE = 1_000;
    private static final long LEAD_MS = 1_000;
    /** Keeps answers that come during a publish from looking like the last one. */
    private static final int NOT_YET = 1 << 24;
    private static final long[][] WIDTHS_BY_HORIZON = {
        {10 * 60_000L, 10_000L}, {24 * 3_600_000L, 10 * 60_000L}, {Long.MAX_VALUE, 12 * 3_600_000L}};

    private final Shard shard;
    private final VhostLogs logs;
    private final CursorLog cursors;
    private final Publisher publisher;
    private final Topology topology;
    private final TreeMap<String, DelayBucket> buckets = new TreeMap<>();
    private final List<DelayBucket> dirty = new ArrayList<>();
    private final MessageView view = new MessageView();
    private final MessageEditor editor = new MessageEditor();
    private final RecordView record = new RecordView();
    private long releasedMs = -1;
    private long pollingMs;
    private int unsettled;
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

    /* ---- recovery ---- */

    /** Applies an entry of the cursor log. */
    void replay(byte[] array, int offset) {
        releasedMs = Math.max(releasedMs, ByteBuffer.wrap(array, offset, Long.BYTES).getLong());
    }

    /** Finds what earlier runs have left and goes to work. */
    void start() {
        for (String name : logs.delayedBuckets()) {
            int dash = name.indexOf('-');
            long startMs = Long.parseLong(name.substring(0, dash));
            buckets.put(name, bucket(startMs, Long.parseLong(name.substring(dash + 1))));
        }
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

    /** Takes a message that wants to be delayed; false when it does not. */
    boolean take(Message message, Settlement settlement, long token) {
        if (ended) {
            return false;
        }
        view.set(message.array(), message.offset(), message.length());
        long delayMs = delay(view.headers());
        if (delayMs <= 0 || delayMs > LONGEST_DELAY_MS) {
            return false;
        }
        long now = shard.nowMs();
        long dueMs = Math.max(now + delayMs, Math.max(releasedMs, pollingMs) + 1);
        FieldValue negative = delayMs <= Integer.MAX_VALUE ? new FieldValue.Int32((int) -delayMs)
                : new FieldValue.Int64(-delayMs);
        DelayBucket bucket = bucketFor(dueMs, now);
        if (dirty.isEmpty()) {
            shard.afterBatch(Shard.Phase.APPEND, this::flush);
        }
        if (!dirty.contains(bucket)) {
            dirty.add(bucket);
        }
        bucket.add(dueMs, editor.open(view.record()).setHeader(DELAY, negative).toBody(), settlement, token);
        return true;
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

    private DelayBucket bucketFor(long dueMs, long now) {
        long widthMs = 0;
        for (int i = 0; widthMs == 0; i++) {
            widthMs = dueMs - now < WIDTHS_BY_HORIZON[i][0] ? WIDTHS_BY_HORIZON[i][1] : 0;
        }
        long startMs = dueMs - dueMs % widthMs;
        long width = widthMs;
        return buckets.computeIfAbsent(startMs + "-" + width, name -> bucket(startMs, width));
    }

    private DelayBucket bucket(long startMs, long widthMs) {
        return new DelayBucket(startMs, widthMs, logs.openDelayed(startMs + "-" + widthMs));
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
        for (DelayBucket bucket : buckets.values()) {
            next = Math.min(next, bucket.isLoaded() ? bucket.nextDueMs() : bucket.startMs() - LEAD_MS);
            next = Math.min(next, bucket.isDrained() ? bucket.endMs() : Long.MAX_VALUE);
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

    private void wake() {
        timer = null;
        timerMs = Long.MAX_VALUE;
        release();
    }

    /** Releases what is due, a limited number at once; goes on when the queues have accepted it. */
    private void release() {
        long now = shard.nowMs();
        load(now);
        unsettled = 1;
        for (int left = MOST_AT_ONCE; left > 0; left--) {
            DelayBucket bucket = soonest();
            if (bucket == null || bucket.nextDueMs() > now) {
                break;
            }
            pollingMs = bucket.nextDueMs();
            bucket.poll(record);
            publish();
        }
        settled();
    }

    private void publish() {
        Message message = Messages.of(record, view);
        Exchange exchange = topology.exchange(message.exchange());
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
        if (bucket != null && bucket.nextDueMs() <= shard.nowMs()) {
            shard.execute(this::continueRelease);
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
            if (!bucket.isLoaded() && bucket.startMs() - LEAD_MS <= now) {
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
            boolean over = bucket.isDrained() && bucket.endMs() <= now;
            if (over) {
                bucket.delete();
            }
            return over;
        });
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
