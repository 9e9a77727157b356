package io.volok.broker.vhost;

/** What becomes of a record that was worked on. */
public enum WorkVerdict {
    /** It is done. */
    DONE,
    /** Somebody else shall try, as often as the delivery limit lets them. */
    AGAIN,
    /** Somebody only looked at it: as if it had never been delivered. */
    UNTOUCHED,
    /** Nobody will ever get anywhere with it. */
    GIVEN_UP
}
