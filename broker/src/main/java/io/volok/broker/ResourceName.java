package io.volok.broker;

/**
 * The name of an exchange or a queue as users see it.
 *
 * @param vhost the virtual host it lives in
 * @param kind what it is
 * @param name its name; the default exchange has the empty name
 */
public record ResourceName(String vhost, Kind kind, String name) {

    /** What a name can stand for. */
    public enum Kind {
        /** An exchange. */
        EXCHANGE("exchange"),
        /** A queue of any type, streams included. */
        QUEUE("queue");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word in texts and in the HTTP API. */
        public String word() {
            return word;
        }
    }

    /** Names an exchange. */
    public static ResourceName exchange(String vhost, String name) {
        return new ResourceName(vhost, Kind.EXCHANGE, name);
    }

    /** Names a queue. */
    public static ResourceName queue(String vhost, String name) {
        return new ResourceName(vhost, Kind.QUEUE, name);
    }

    /** The form that appears in error texts, for example {@code queue 'orders' in vhost '/'}. */
    @Override
    public String toString() {
        return kind.word() + " '" + name + "' in vhost '" + vhost + "'";
    }
}
