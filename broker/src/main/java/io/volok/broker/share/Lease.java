package io.volok.broker.share;

/** Who holds the records of one acquisition, and until when. */
record Lease(String member, long deadlineMs, long first, long last) {
}
