package io.volok.broker.vhost;

import io.volok.broker.queue.Delivery;
import java.util.List;

/**
 * What a transaction wants to have done together. Called once each, in this order, during {@link VirtualHost#commit}; the
 * last two only if nothing was refused.
 */
public interface CommitWork {

    /** Publishes; false if a queue has refused something: then nothing is acknowledged. */
    boolean publish();

    /** Settles what is not wanted and not to come back, so that its dead letters are part of the commit. */
    List<Delivery> discard();

    /** What is acknowledged; the caller acknowledges it when the commit is there. */
    List<Delivery> acknowledged();
}
