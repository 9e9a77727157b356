package io.volok.broker.vhost;

import io.volok.broker.ResourceName;
import io.volok.log.store.LogId;
import io.volok.log.store.CorruptLog;

/** The stored messages of a queue are not what was written; says which queue it is, so that somebody can decide. */
public final class DamagedQueue extends RuntimeException {

    private final transient LogId log;

    DamagedQueue(ResourceName queue, CorruptLog cause) {
        super("The messages of " + queue + " are damaged: " + cause.getMessage(), cause);
        this.log = cause.log();
    }

    /** The log concerned. */
    public LogId log() {
        return log;
    }
}
