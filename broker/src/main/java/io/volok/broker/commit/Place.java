package io.volok.broker.commit;

/**
 * Which log a share of a commit belongs to, as a later run of the broker can find it: names that are never given twice.
 *
 * @param kind what it is
 * @param name which one of its kind
 */
public record Place(Kind kind, String name) {

    /** The acknowledgements of the virtual host's queues. */
    public static final Place CURSORS = new Place(Kind.CURSORS, "");

    /** What has a log. The code is what is stored. */
    public enum Kind {
        /** A priority level of a queue: {@code ID-LEVEL}. */
        LANE(1),
        /** The acknowledgements of all queues. */
        CURSORS(2),
        /** Delayed messages: {@code START-WIDTH}. */
        DELAYED(3),
        /** A partition of a topic: the topic's id, a slash, the index. */
        PARTITION(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Kind of(long code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("a share of kind " + code);
        }
    }
}
