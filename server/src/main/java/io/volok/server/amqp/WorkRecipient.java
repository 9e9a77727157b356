package io.volok.server.amqp;

import io.volok.broker.queue.Delivery;
import io.volok.broker.vhost.TopicWork;
import io.volok.broker.vhost.WorkItem;
import io.volok.broker.vhost.WorkVerdict;

/** Whoever got a record of a topic by basic.get: no window is opened by its acknowledgement. */
record WorkRecipient(TopicWork work, WorkItem item) implements Recipient {

    @Override
    public void settle(Delivery none, Verdict verdict) {
        work.settle(item, verdict(verdict));
    }

    /** What a client's way to settle means for the work. */
    static WorkVerdict verdict(Verdict verdict) {
        return switch (verdict) {
            case ACK -> WorkVerdict.DONE;
            case RETURN, FAIL -> WorkVerdict.AGAIN;
            case DISCARD, REJECT -> WorkVerdict.GIVEN_UP;
        };
    }
}
