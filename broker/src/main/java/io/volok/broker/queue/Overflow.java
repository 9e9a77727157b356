package io.volok.broker.queue;

/** What a full queue does with one message more ({@code x-overflow}). */
public enum Overflow {
    /** The oldest ready message leaves (and is dead-lettered with reason {@code maxlen}). */
    DROP_HEAD("drop-head"),
    /** The new message is refused: a confirming publisher gets a nack. */
    REJECT_PUBLISH("reject-publish"),
    /** The new message is refused and dead-lettered with reason {@code maxlen}; classic queues only. */
    REJECT_PUBLISH_DLX("reject-publish-dlx");

    private final String wireName;

    Overflow(String wireName) {
        this.wireName = wireName;
    }

    /** The value of the {@code x-overflow} argument. */
    public String wireName() {
        return wireName;
    }
}
