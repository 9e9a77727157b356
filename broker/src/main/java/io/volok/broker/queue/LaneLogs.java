package io.volok.broker.queue;

import io.volok.log.Log;

import java.util.List;

/**
 * Opens the logs of one queue's lanes; implemented by the virtual host over the store, which also decides what they
 * promise: those of a quorum queue force each append to the disk, whatever the broker's default. Segments should be
 * small (some tens of megabytes), since a queue gives disk space back by whole segments.
 */
public interface LaneLogs {

    /** The levels that have a log from an earlier run, in any order; empty for a new queue. */
    List<Integer> existing();

    /** Opens or creates the log of one level. An empty log costs no file. */
    Log open(int level);
}
