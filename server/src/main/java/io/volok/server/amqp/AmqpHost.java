package io.volok.server.amqp;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.access.Grants;
import io.volok.broker.event.EventSink;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.net.Transport;
import java.util.function.Consumer;

/** What AMQP sessions need of the node they run on. Called on any shard. */
public interface AmqpHost {

    /** How the AMQP face is tuned. */
    AmqpSettings settings();

    /**
     * Checks a name and a password.
     *
     * @param fromLocalhost whether the client sits on this machine; some users may only log in from there
     * @param then takes the user's name, or why not (for the log; the client is not told): before this returns, or later
     *     on any thread
     */
    void logIn(String user, String password, boolean fromLocalhost, Consumer<Outcome<String>> then);

    /** As {@link #logIn}, for a user whom a TLS certificate has proved. */
    Outcome<String> admit(String user, boolean fromLocalhost);

    /** The user named by the client's verified TLS certificate, or null when there is none. */
    String certificateUser(Transport transport);

    /**
     * Lets a user's connection into a virtual host, and counts it until {@link #leave}. Refused when there is no such
     * virtual host, the user may not enter it, or it is full.
     */
    Outcome<VirtualHost> enter(String vhost, String user);

    /** A connection that had entered is gone. */
    void leave(String vhost, String user);

    /** What a user may do in a virtual host, kept up to date with the rules. For one session. */
    Grants grants(String user, String vhost);

    /** Counts a user's channel until {@link #channelClosed}; null, or the refusal when it has too many. */
    Refusal channelOpened(String user);

    /** A user's channel is closed. */
    void channelClosed(String user);

    /** Whether a user may publish with another user's {@code user-id}. */
    boolean mayImpersonate(String user);

    /** The memory for contents of the connections on a shard. */
    ContentBudget contents(Shard shard);

    /** Whether a connection is encrypted. */
    boolean isEncrypted(Transport transport);

    /** Why publishers must wait, as in {@code low on memory}, or null when they need not. */
    String alarm();

    /**
     * Why a connection must end: its user or virtual host (empty before it has one) was deleted. Null when it may stay.
     */
    String unwelcome(String vhost, String user);

    /** Where sessions tell what happens to them. */
    EventSink events();

    /** A session exists from now on, until {@link #gone}. */
    void present(AmqpSession session);

    /** A session is over. */
    void gone(AmqpSession session);
}
