package io.volok.server.kafka.wire;

/** Says for how long a client has to be slowed down. Any thread may ask. */
public interface Throttle {

    /** The client has produced so many bytes; returns for how many milliseconds it has to wait, 0 for none. */
    int produced(Exchange exchange, long bytes);

    /**
     * The client is about to get so many bytes; returns 0 if it may have them now, else for how many milliseconds it has
     * to wait before it asks again, and then counts nothing.
     */
    int fetching(Exchange exchange, long bytes);

    /** Whether the time that requests take is limited for anybody; if not, nobody needs to take it. */
    boolean countsTime();

    /** A request of the client has kept a thread busy; returns for how many milliseconds it has to wait, 0 for none. */
    int worked(Exchange exchange, long nanos);

    /**
     * Begins to count what a request changes in the cluster.
     *
     * @param strict whether what is over the quota is refused; else it is done and the client is slowed down
     */
    Mutations mutations(Exchange exchange, boolean strict);
}
