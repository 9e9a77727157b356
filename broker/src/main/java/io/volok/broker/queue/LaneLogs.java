package io.volok.broker.queue;

import io.volok.log.Log;

import java.util.List;

/** Opens the logs of one queue's lanes; implemented by the virtual host over the store. */
public interface LaneLogs {

    /** The levels that have a log from an earlier run, in any order; empty for a new queue. */
    List<Integer> existing();

    /** Opens or creates the log of one level. An empty log costs no file. */
    Log open(int level);
}
