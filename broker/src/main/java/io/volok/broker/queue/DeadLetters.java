package io.volok.broker.queue;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;

/** The way of dead messages out of a queue and back into routing; implemented by the virtual host. */
public interface DeadLetters {

    /**
     * Routes a dead message.
     *
     * <p>The message is complete: new routing key, {@code x-death} and its like in place, no expiration. What is left
     * to the virtual host is the cycle rule, which is judged for each target queue: a queue for which {@link
     * DeathHistory#closesCycle} answers yes is skipped.
     *
     * @param letter     the message and where it comes from; valid during the call
     * @param settlement null when nobody waits; else told once, {@code accepted} when every target has it and
     *                   {@code rejected} when one refused, or when no target was found
     * @param token      handed to the settlement
     */
    void publish(DeadLetter letter, Settlement settlement, long token);

    /**
     * A message that died.
     *
     * @param queue    the name of the queue it died in
     * @param reason   why
     * @param exchange where to route it
     * @param message  the message to route, its routing key included
     */
    record DeadLetter(String queue, DeathReason reason, String exchange, Message message) {
    }
}
