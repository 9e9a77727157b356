package io.volok.server.amqp;

import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.WorkItem;
import io.volok.broker.vhost.WorkSink;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordView;

/**
 * Takes the one record that is got from a topic which is worked off.
 *
 * @param answered run when the client has its answer
 */
record GotWork(Consuming consuming, TopicQueue queue, boolean noAck, Runnable answered) implements WorkSink {

    /** The record may come when the channel is gone. */
    @Override
    public boolean hasCredit() {
        return !consuming.hasEnded();
    }

    @Override
    public boolean acknowledges() {
        return !noAck;
    }

    @Override
    public void deliver(WorkItem item, RecordView record) {
        long tag = noAck ? consuming.skipGotTag() : consuming.holdGot(new WorkRecipient(queue.work(), item));
        consuming.deliverGotWork(tag, ShortString.of(queue.name()), item, queue.readyCount(), record);
        answered.run();
    }

    @Override
    public void ended() {
        throw new IllegalStateException("a get has no consumer that could end");
    }
}
