package io.volok.broker.stream;

import io.volok.broker.shard.Shard;

/** How work gets to the shard that it belongs to. */
final class Posting {

    private Posting() {
    }

    /** Runs a task on a shard: in the call if the caller is there, else queued. */
    static void to(Shard shard, Runnable task) {
        if (shard.isCurrent()) {
            task.run();
        } else {
            shard.execute(task);
        }
    }
}
