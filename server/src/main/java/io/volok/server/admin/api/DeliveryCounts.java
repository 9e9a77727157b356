package io.volok.server.admin.api;

import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.QueueType;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;

/** The headers in which a quorum queue says how often a message was tried; a first delivery has none of them. */
final class DeliveryCounts {

    private DeliveryCounts() {
    }

    /** A message's properties with what the queue adds to them. */
    static MessageProperties added(MessageProperties properties, Delivery delivery) {
        if (delivery.acquiredCount() == 0 || delivery.queue().spec().type() != QueueType.QUORUM) {
            return properties;
        }
        FieldTable.Builder headers = properties.headers().toBuilder();
        headers.set("x-acquired-count", FieldValue.of(delivery.acquiredCount()));
        if (delivery.deliveryCount() > 0) {
            headers.set("x-delivery-count", FieldValue.of(delivery.deliveryCount()));
        }
        return properties.toBuilder().headers(headers.build()).build();
    }
}
