package io.volok.broker.queue;

import java.util.Locale;

/** Why a message was dead-lettered; the name in lower case is the {@code reason} in {@code x-death}. */
public enum DeathReason {
    /** A consumer rejected it with requeue=false. */
    REJECTED,
    /** Its time to live ran out. */
    EXPIRED,
    /** The queue was full. */
    MAXLEN,
    /** It was returned more often than the queue's delivery limit allows. */
    DELIVERY_LIMIT;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The {@code reason} as written into {@code x-death}. */
    public String wireName() {
        return wireName;
    }
}
