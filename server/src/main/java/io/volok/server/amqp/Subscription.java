package io.volok.server.amqp;

/** One consumer of a channel. */
sealed interface Subscription
        permits QueueSubscription, StreamSubscription, WorkSubscription, ReplySubscription {

    /** Its consumer tag. */
    String tag();

    /** Has what came before in this batch of work delivered to it; for a client that then cancels it. */
    default void catchUp() {
        // Readers of streams and topics come again from where they were.
    }

    /** Ends it; nothing is delivered any more. What it holds unacknowledged stays with the channel. */
    void cancel();

    /** The session or the channel takes deliveries again. */
    void resume();

    /** What operators see of it. */
    ConsumerInfo info();
}
