package io.volok.broker.commit;

/** Takes what a commit that is being put together will write. */
public interface Gathering {

    /**
     * Takes a share that has just got a message; once for each.
     *
     * @param bytes of the message
     */
    void add(Share share, int bytes);

    /**
     * Takes what cannot be a share, since it belongs to another shard.
     *
     * @param publish done once the commit is there
     * @param refuse  done if it has failed
     */
    void later(Runnable publish, Runnable refuse);
}
