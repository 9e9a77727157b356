package io.volok.server.amqp;

import java.util.List;

/**
 * One channel as operators see it, at one moment.
 *
 * @param number its number in the connection
 * @param state {@code running}, {@code flow} or {@code closing}
 * @param transactional whether tx.select was done
 * @param confirm whether confirm.select was done
 * @param unacknowledged deliveries not yet acknowledged
 * @param unconfirmed publishes not yet confirmed
 * @param uncommitted publishes waiting for tx.commit
 * @param acksUncommitted acknowledgements waiting for tx.commit
 * @param prefetchCount window given to new consumers, 0 for none
 * @param globalPrefetchCount window of the whole channel, 0 for none
 * @param counts what it has done so far
 * @param consumers its consumers
 */
public record ChannelInfo(
        int number,
        String state,
        boolean transactional,
        boolean confirm,
        int unacknowledged,
        long unconfirmed,
        int uncommitted,
        int acksUncommitted,
        int prefetchCount,
        int globalPrefetchCount,
        ChannelCounts counts,
        List<ConsumerInfo> consumers) {
}
