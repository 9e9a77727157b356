package io.volok.server.amqp;

import io.volok.broker.queue.Delivery;

/** Whoever called basic.get: no window is opened by its acknowledgements. */
enum GetRecipient implements Recipient {
    /** The only one. */
    INSTANCE;

    @Override
    public void settle(Delivery delivery, Verdict verdict) {
        Recipient.tellQueue(delivery, verdict);
    }
}
