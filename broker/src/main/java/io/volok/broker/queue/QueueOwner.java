package io.volok.broker.queue;

/** Told when a queue wants to go; implemented by the virtual host, which then deletes it. */
public interface QueueOwner {

    /** An auto-delete queue has lost its last consumer. May delete it in the call. */
    void lastConsumerLeft(Queue queue);

    /** A queue with {@code x-expires} was unused for that long. */
    void unused(Queue queue);
}
