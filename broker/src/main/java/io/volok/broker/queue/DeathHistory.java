package io.volok.broker.queue;

import io.volok.broker.message.Message;

/** The {@code x-death} history of a message: how often it died where, and why; the newest death first. */
public final class DeathHistory {

    private DeathHistory() {
    }

    /**
     * Whether routing a dead letter into this queue would close a cycle in which no consumer ever rejected it, so that the
     * message would turn round forever. Such a target is skipped.
     */
    public static boolean closesCycle(Message letter, DeathReason reason, String targetQueue) {
        throw new UnsupportedOperationException();
    }
}
