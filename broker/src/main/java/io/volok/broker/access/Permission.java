package io.volok.broker.access;

/** The three things a user can be allowed to do with an exchange or a queue. */
public enum Permission {
    /** Create, change and delete it. */
    CONFIGURE("configure"),
    /** Put messages into it (or bind it as a destination). */
    WRITE("write"),
    /** Take messages from it (or bind it as a source). */
    READ("read");

    private final String word;

    Permission(String word) {
        this.word = word;
    }

    /** The word in error texts and in the HTTP API. */
    public String word() {
        return word;
    }
}
