package io.volok.server.amqp;

import io.volok.codec.amqp.Method;

/** Nothing but the protocol header may come (section 4.2.2). */
enum AwaitingHeader implements ConnectionState {
    /** The only one. */
    INSTANCE;

    @Override
    public String label() {
        return "pre_init";
    }

    @Override
    public ConnectionState method(Method method) {
        throw unexpected();
    }
}
