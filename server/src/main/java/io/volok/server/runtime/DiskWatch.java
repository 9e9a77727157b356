package io.volok.server.runtime;

import io.volok.broker.shard.Shard;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds publishers back while the disk is nearly full, so that consumers can go on and make room; lets them go on when
 * there is room again. Owned by one shard.
 */
final class DiskWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    /** Why publishers wait, in RabbitMQ's words. */
    private static final String REASON = "low on disk";
    private static final long INTERVAL_MS = 1_000;
    /** More must be free for the all-clear than for the alarm, or both would take turns at the limit. */
    private static final double CLEAR_FACTOR = 1.1;

    private final Shard shard;
    private final LongSupplier usableBytes;
    private final long limitBytes;
    private final Consumer<String> alarm;
    private boolean low;

    /**
     * A watch that is not started yet.
     *
     * @param limitBytes fewer usable bytes raise the alarm; 0 for never
     * @param alarm told the reason, or null when it is over; on the shard
     */
    DiskWatch(Shard shard, LongSupplier usableBytes, long limitBytes, Consumer<String> alarm) {
        this.shard = shard;
        this.usableBytes = usableBytes;
        this.limitBytes = limitBytes;
        this.alarm = alarm;
    }

    /** Looks now and from now on. On the shard. */
    void start() {
        if (limitBytes > 0) {
            look();
            shard.schedule(INTERVAL_MS, this::start);
        }
    }

    private void look() {
        long usable = usableBytes.getAsLong();
        if (!low && usable < limitBytes) {
            low = true;
            LOG.warn("Publishers are held back: {} bytes are free on the disk, the limit is {}", usable, limitBytes);
            alarm.accept(REASON);
        } else if (low && usable >= limitBytes * CLEAR_FACTOR) {
            low = false;
            LOG.warn("Publishers go on: {} bytes are free on the disk again", usable);
            alarm.accept(null);
        }
    }
}
