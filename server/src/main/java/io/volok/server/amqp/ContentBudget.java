package io.volok.server.amqp;

import io.volok.broker.shard.Shard;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The memory for contents that are on their way in, of all connections of one shard. A channel may have begun a content
 * of the largest size and never finish it, a connection may have thousands of channels, and there may be thousands of
 * connections: only in sum is that bounded.
 *
 * <p>When it is used up, connections that need more are not read any more, but for one, the leader: so contents still
 * get finished, one connection after the other. A leader that finishes nothing and needs nothing for a while is in
 * everybody's way and is closed.
 *
 * <p>Publishes of open transactions are counted apart, up to the same amount: for them waiting would not help, since it is
 * their own client that has to commit. So one that goes too far is refused.
 */
public final class ContentBudget {

    /** How long a leader may be silent. */
    static final long PATIENCE_MS = 5_000;
    /** No number of moves. */
    private static final long NEVER = -1;
    /** Part of the memory that may be kept for contents to come. */
    private static final int KEPT_PART = 2;
    /** Part of the memory for transactions that one connection may have. */
    private static final int CONNECTION_PART = 2;

    private final Shard shard;
    private final long limitBytes;
    private final Set<Claim> waiting = new LinkedHashSet<>();
    private long heldBytes;
    private long keptBytes;
    private long uncommittedBytes;
    private Claim leader;
    private long leaderMoves;

    /** @param limitBytes what the contents may hold before connections have to wait */
    public ContentBudget(Shard shard, long limitBytes) {
        this.shard = shard;
        this.limitBytes = limitBytes;
    }

    /** What a connection does when it has to wait, may go on, or has to go. */
    interface Waiter {

        void waitForRoom(boolean wait);

        /** Whether it is read at all: not, when it has to wait for something else. */
        boolean isRead();

        void giveUp();
    }

    /** The part of one connection. */
    final class Claim {

        private final Waiter waiter;
        private long held;
        private long uncommitted;

        private Claim(Waiter waiter) {
            this.waiter = waiter;
        }

        /** An unfinished content has grown. */
        void hold(long bytes) {
            held += bytes;
            heldBytes += bytes;
            if (this == leader) {
                leaderMoves++;
            } else if (heldBytes > limitBytes) {
                if (leader == null) {
                    lead(this);
                } else if (waiting.add(this)) {
                    waiter.waitForRoom(true);
                }
            }
        }

        /** A content is finished, or given up. */
        void release(long bytes) {
            held -= bytes;
            heldBytes -= bytes;
            if (heldBytes <= limitBytes) {
                everybodyGoesOn();
            } else if (this == leader && held == 0) {
                next();
            }
        }

        /** Whether a channel may keep so much room for its next content. If so, it is to be given back. */
        boolean keep(long bytes) {
            if (keptBytes + bytes > limitBytes / KEPT_PART) {
                return false;
            }
            keptBytes += bytes;
            return true;
        }

        /** Gives back what was kept. */
        void giveBack(long bytes) {
            keptBytes -= bytes;
        }

        /** Whether an open transaction may grow by so much. If so, it is to be given back with {@link #committed}. */
        boolean uncommitted(long bytes) {
            if (uncommitted + bytes > limitBytes / CONNECTION_PART || uncommittedBytes + bytes > limitBytes) {
                return false;
            }
            uncommitted += bytes;
            uncommittedBytes += bytes;
            return true;
        }

        /** What a transaction has published is committed, or forgotten. */
        void committed(long bytes) {
            uncommitted -= bytes;
            uncommittedBytes -= bytes;
        }

        /** What the connection's open transactions hold. */
        long uncommittedBytes() {
            return uncommitted;
        }

        /** The connection is over; its channels have released everything. */
        void end() {
            waiting.remove(this);
            if (this == leader) {
                next();
            }
        }
    }

    /** A connection's part in this. */
    Claim claim(Waiter waiter) {
        return new Claim(waiter);
    }

    /** What unfinished contents hold. */
    long heldBytes() {
        return heldBytes;
    }

    private void everybodyGoesOn() {
        leader = null;
        Claim[] all = waiting.toArray(Claim[]::new);
        waiting.clear();
        for (Claim claim : all) {
            claim.waiter.waitForRoom(false);
        }
    }

    private void next() {
        leader = null;
        if (!waiting.isEmpty()) {
            Claim claim = waiting.iterator().next();
            waiting.remove(claim);
            lead(claim);
            claim.waiter.waitForRoom(false);
        }
    }

    private void lead(Claim claim) {
        leader = claim;
        watch(claim, ++leaderMoves);
    }

    private void watch(Claim watched, long moves) {
        shard.schedule(PATIENCE_MS, () -> {
            if (leader == watched && leaderMoves == moves && watched.waiter.isRead()) {
                watched.waiter.giveUp();
            } else if (leader == watched) {
                // One that was not read until now gets its time from when it is.
                watch(watched, watched.waiter.isRead() ? leaderMoves : NEVER);
            }
        });
    }
}
