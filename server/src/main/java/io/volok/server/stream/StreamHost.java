package io.volok.server.stream;

import io.volok.broker.Outcome;
import io.volok.broker.access.Grants;
import io.volok.broker.vhost.VirtualHost;
import java.util.function.Consumer;

/** What stream sessions need of the node they run on. Called on any shard. */
public interface StreamHost {

    /**
     * Where clients are told to connect to.
     *
     * @param host null for the address that they have used
     * @param port 0 for the port that they have used
     * @param tlsPort the same for those that have connected over TLS
     */
    record Advertised(String host, int port, int tlsPort) {
    }

    /** The version that clients are told, which decides about what they use. */
    String version();

    /** Where clients are told to connect to. */
    Advertised advertised();

    /**
     * Checks a name and a password.
     *
     * @param then takes the user's name, or why not (for the log): before this returns, or later on any thread
     */
    void logIn(String user, String password, boolean fromLocalhost, Consumer<Outcome<String>> then);

    /** Lets a user's connection into a virtual host, and counts it until {@link #leave}. */
    Outcome<VirtualHost> enter(String vhost, String user);

    /** A connection that had entered is gone. */
    void leave(String vhost, String user);

    /** What a user may do in a virtual host. */
    Grants grants(String user, String vhost);

    /** Why a connection must end: its user or virtual host was deleted. Null when it may stay. */
    String unwelcome(String vhost, String user);

    /** Why publishers must wait, or null when they need not. */
    String alarm();

    /** The sessions in a virtual host. To be used on its shard only. */
    Crowd crowd(String vhost);

    /** A session exists from now on, until {@link #gone}. */
    void present(StreamSession session);

    /** A session is over. */
    void gone(StreamSession session);
}
