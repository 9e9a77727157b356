package io.volok.broker.queue;

/**
 * Why a message is taken out of turn, and until when: it waits for a retry, or it is dead and its letter has not arrived
 * yet.
 *
 * @param reason   why it died; null for one that waits for a retry
 * @param timeMs   when it is due, or when it died
 * @param failures of a dead one, how many deliveries had failed
 * @param failed   of one that waits, whether its last delivery counts as failed
 */
record Holding(DeathReason reason, long timeMs, int failures, boolean failed) {

    private static final int RETURNED = 0;
    private static final int FAILED = 1;
    private static final int DEAD = 2;

    static Holding retry(long dueMs, boolean failed) {
        return new Holding(null, dueMs, 0, failed);
    }

    static Holding letter(DeathReason reason, long timeMs, int failures) {
        return new Holding(reason, timeMs, failures, false);
    }

    /** From a fact. */
    static Holding of(int kind, long timeMs, int failures) {
        return kind < DEAD ? retry(timeMs, kind == FAILED)
                : letter(DeathReason.values()[kind - DEAD], timeMs, failures);
    }

    /** The kind that a fact names. */
    int kind() {
        return reason != null ? DEAD + reason.ordinal() : failed ? FAILED : RETURNED;
    }
}
