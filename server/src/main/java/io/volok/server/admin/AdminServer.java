package io.volok.server.admin;

import io.volok.server.net.EventLoops;
import io.volok.server.net.Listener;
import java.io.IOException;

/** The HTTP listener with its own event loop. */
public final class AdminServer implements AutoCloseable {

    private final EventLoops loops;
    private final Listener listener;

    private AdminServer(EventLoops loops, Listener listener) {
        this.loops = loops;
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @param host address to bind, or an empty text for all
     * @param port 0 for any free port
     */
    public static AdminServer start(String host, int port, Router router, Credentials credentials)
            throws IOException {
        EventLoops loops = EventLoops.start("volok-http", 1);
        Exchange exchange = new Exchange(router, credentials);
        try {
            return new AdminServer(loops,
                    Listener.channels(loops, host, port, channel -> HttpPipeline.install(channel, exchange)));
        } catch (IOException unbindable) {
            loops.close();
            throw unbindable;
        }
    }

    /** The port that is really listened on. */
    public int port() {
        return listener.port();
    }

    @Override
    public void close() {
        listener.close();
        loops.close();
    }
}
