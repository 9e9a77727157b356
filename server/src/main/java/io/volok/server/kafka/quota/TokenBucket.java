package io.volok.server.kafka.quota;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Tokens that come at a steady rate and are taken in bursts (KIP-599). More may be taken than there are, as long as there
 * is no debt yet: who took too much waits until the debt is paid. Any thread may use it.
 */
final class TokenBucket {

    private final double burstSeconds;
    private final AtomicReference<Level> level = new AtomicReference<>();

    /** @param burstSeconds the tokens of how many seconds are kept for later */
    TokenBucket(double burstSeconds) {
        this.burstSeconds = burstSeconds;
    }

    /** Tokens at a time; fewer than none is a debt. */
    private record Level(double tokens, long atMs) {

        Level minus(int count) {
            return new Level(tokens - count, atMs);
        }

        int debtMs(double perSecond) {
            return tokens >= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, Math.round(-tokens / perSecond * 1000));
        }
    }

    /** Takes tokens in any case; returns after how many milliseconds there is no debt any more, 0 for none now. */
    int take(int count, double perSecond, long nowMs) {
        return level.updateAndGet(before -> filled(before, perSecond, nowMs).minus(count)).debtMs(perSecond);
    }

    /** Takes tokens unless there is a debt; returns 0 if they were taken, else after how many milliseconds to try. */
    int takeUnlessInDebt(int count, double perSecond, long nowMs) {
        Level before = level.getAndUpdate(last -> {
            Level now = filled(last, perSecond, nowMs);
            return now.debtMs(perSecond) > 0 ? now : now.minus(count);
        });
        return filled(before, perSecond, nowMs).debtMs(perSecond);
    }

    private Level filled(Level before, double perSecond, long nowMs) {
        double most = burstSeconds * perSecond;
        double tokens = before == null ? most : before.tokens() + perSecond * (nowMs - before.atMs()) / 1000;
        return new Level(Math.min(most, tokens), nowMs);
    }
}
