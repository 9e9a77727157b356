package io.volok.server.kafka.wire;

import java.util.function.Consumer;

/** Waits for several replies, which may come on any shard, and then does one thing on the session's shard. */
public final class Gathering {

    private final Exchange exchange;
    private final Runnable whenAllAreHere;
    private int pending = 1;

    /** @param whenAllAreHere runs on the shard of the exchange */
    public Gathering(Exchange exchange, Runnable whenAllAreHere) {
        this.exchange = exchange;
        this.whenAllAreHere = whenAllAreHere;
    }

    /** The request for which replies are gathered. */
    public Exchange exchange() {
        return exchange;
    }

    /** Makes a place for one reply, which is taken in on the session's shard. */
    public <T> Consumer<T> expect(Consumer<T> takeIn) {
        pending++;
        return reply -> {
            if (exchange.shard().isCurrent()) {
                arrived(takeIn, reply);
            } else {
                exchange.shard().execute(() -> arrived(takeIn, reply));
            }
        };
    }

    /** No more replies are expected than have been asked for. */
    public void complete() {
        countDown();
    }

    private <T> void arrived(Consumer<T> takeIn, T reply) {
        takeIn.accept(reply);
        countDown();
    }

    private void countDown() {
        if (--pending == 0) {
            whenAllAreHere.run();
        }
    }
}
