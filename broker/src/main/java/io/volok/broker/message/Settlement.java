package io.volok.broker.message;

/**
 * Told what became of messages that were handed to logs: the other half of a publisher confirm.
 *
 * <p>One settlement serves a whole publisher. Each message carries the publisher's {@code token} (a channel's publish
 * sequence number, for example), so that no object is needed per message. A message that was routed to several
 * destinations is settled once by each of them, and the publisher counts. Calls may come during the publish call
 * itself. Only on the publisher's shard.
 */
public interface Settlement {

    /** One destination has taken the message and keeps it as durably as that destination promises. */
    void accepted(long token);

    /** One destination has refused the message (overflow, for example). */
    void rejected(long token);
}
