package io.volok.server.amqp;

import io.volok.codec.table.FieldTable;

/**
 * One consumer as operators see it.
 *
 * @param tag its consumer tag
 * @param queue what it consumes
 * @param exclusive whether it is the only one allowed
 * @param ackRequired whether it acknowledges
 * @param prefetchCount its window, 0 for none
 * @param active false while it waits behind a single active consumer
 * @param singleActive whether its queue has one active consumer at a time
 * @param arguments as given in basic.consume
 */
public record ConsumerInfo(
        String tag, String queue, boolean exclusive, boolean ackRequired, int prefetchCount, boolean active,
        boolean singleActive, FieldTable arguments) {
}
