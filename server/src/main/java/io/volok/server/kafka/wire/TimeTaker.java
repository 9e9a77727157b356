package io.volok.server.kafka.wire;

import io.volok.broker.shard.Shard;

/**
 * Takes the time that the requests of one session keep its shard busy, while anybody's time is limited: reading and
 * handling them, and writing their answers. What a request causes on other shards or later is not counted.
 */
final class TimeTaker {

    private final KafkaSession session;
    private final Throttle throttle;
    /** Whose time runs now, and since when; null while none does. */
    private Exchange running;
    private long sinceNanos;
    /** Whether the running request has been answered, and charged for what it took until then. */
    private boolean charged;

    TimeTaker(KafkaSession session, Throttle throttle) {
        this.session = session;
        this.throttle = throttle;
    }

    /** When a request begins to be read; 0 if it does not matter. */
    long now() {
        return throttle.countsTime() ? shard().nanoTime() : 0;
    }

    /** A request that began to be read at {@code began} is going to be handled. */
    void begin(Exchange exchange, long began) {
        if (began != 0) {
            running = exchange;
            sinceNanos = began;
            charged = false;
        }
    }

    /** The handler has returned. What writing the answer took counts for the next one that the client gets. */
    void end() {
        if (running != null) {
            running.worked(elapsed());
            if (charged) {
                throttle.worked(running, running.takeWork());
            }
            running = null;
        }
    }

    /** Charges a request that is about to be answered, and slows its client down if it has used too much. */
    void charge(Exchange exchange) {
        if (running == exchange) {
            exchange.worked(elapsed());
            charged = true;
        }
        long nanos = exchange.takeWork();
        if (nanos == 0) {
            return;
        }
        int delayMs = throttle.worked(exchange, nanos);
        if (delayMs > 0) {
            session.mute(delayMs);
            if (exchange.answer() != null) {
                ThrottleTime.atLeast(exchange.answer(), delayMs);
            }
        }
    }

    private long elapsed() {
        long now = shard().nanoTime();
        long elapsed = now - sinceNanos;
        sinceNanos = now;
        return elapsed;
    }

    private Shard shard() {
        return session.shard();
    }
}
