package io.volok.server.amqp;

/** One consumer of a channel. */
sealed interface Subscription
        permits QueueSubscription, StreamSubscription, WorkSubscription, ReplySubscription {

    /** Its consumer tag. */
    String tag();

    /** Ends it; nothing is delivered any more. What it holds unacknowledged stays with the channel. */
    void cancel();

    /** The session or the channel takes deliveries again. */
    void resume();

    /** What operators see of it. */
    ConsumerInfo info();
}
