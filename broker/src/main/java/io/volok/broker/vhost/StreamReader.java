package io.volok.broker.vhost;

/** A reader of a stream: pushes to its sink as long as that takes more. On the vhost's shard. */
public interface StreamReader {

    /** The sink takes more again. Cheap when there is nothing to read. */
    void resume();

    /** Ends the reading. */
    void close();
}
