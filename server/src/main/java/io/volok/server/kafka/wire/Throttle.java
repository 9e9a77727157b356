package io.volok.server.kafka.wire;

/** Says for how long a client has to be slowed down. Any thread may ask. */
public interface Throttle {

    /** Nobody is slowed down. */
    Throttle NONE = new Throttle() {
        @Override
        public int produced(Exchange exchange, long bytes) {
            return 0;
        }

        @Override
        public int fetching(Exchange exchange, long bytes) {
            return 0;
        }
    };

    /** The client has produced so many bytes; returns for how many milliseconds it has to wait, 0 for none. */
    int produced(Exchange exchange, long bytes);

    /**
     * The client is about to get so many bytes; returns 0 if it may have them now, else for how many milliseconds it has
     * to wait before it asks again, and then counts nothing.
     */
    int fetching(Exchange exchange, long bytes);
}
