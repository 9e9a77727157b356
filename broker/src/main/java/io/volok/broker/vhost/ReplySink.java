package io.volok.broker.vhost;

import io.volok.broker.message.Message;

/** A consumer of direct replies. */
public interface ReplySink {

    /** A reply; valid during the call. */
    void reply(Message message);
}
