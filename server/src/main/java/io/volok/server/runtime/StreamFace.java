package io.volok.server.runtime;

import io.volok.broker.Outcome;
import io.volok.broker.access.Grants;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.net.SessionFactory;
import io.volok.server.net.SessionInput;
import io.volok.server.net.Transport;
import io.volok.server.stream.Crowd;
import io.volok.server.stream.StreamHost;
import io.volok.server.stream.StreamSession;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The stream face of a node: makes the sessions of accepted connections and knows them all. Users and virtual hosts, with
 * their limits, are the same as those of AMQP. Any thread.
 */
final class StreamFace implements StreamHost, SessionFactory {

    private final AmqpFace users;
    private final Advertised advertised;
    private final Set<StreamSession> sessions = ConcurrentHashMap.newKeySet();
    private final Map<String, Crowd> crowds = new ConcurrentHashMap<>();

    /** @param users who lets connections in, and counts them */
    StreamFace(AmqpFace users, Advertised advertised) {
        this.users = users;
        this.advertised = advertised;
    }

    @Override
    public SessionInput open(Transport transport, Shard home) {
        return StreamSession.open(this, transport, home);
    }

    /** The sessions there are. A view. */
    Collection<StreamSession> sessions() {
        return Collections.unmodifiableCollection(sessions);
    }

    /** The broker has become short of something, or is no longer. */
    void alarmChanged() {
        sessions.forEach(StreamSession::alarmChanged);
    }

    /** Closes all connections, telling the clients why. */
    void shutDown(String reason) {
        sessions.forEach(session -> session.shutDown(reason));
    }

    /** Closes the connections whose user or virtual host is no longer in the catalog. */
    void sendAwayTheUnwelcome() {
        sessions.forEach(StreamSession::leaveIfUnwelcome);
    }

    @Override
    public String version() {
        return users.settings().serverVersion();
    }

    @Override
    public Advertised advertised() {
        return advertised;
    }

    @Override
    public void logIn(String user, String password, boolean fromLocalhost, Consumer<Outcome<String>> then) {
        users.logIn(LoginAttempts.STREAM, user, password, fromLocalhost, then);
    }

    @Override
    public Outcome<VirtualHost> enter(String vhost, String user) {
        return users.enter(vhost, user);
    }

    @Override
    public void leave(String vhost, String user) {
        users.leave(vhost, user);
    }

    @Override
    public Grants grants(String user, String vhost) {
        return users.grants(user, vhost);
    }

    @Override
    public String unwelcome(String vhost, String user) {
        return users.unwelcome(vhost, user);
    }

    @Override
    public String alarm() {
        return users.alarm();
    }

    @Override
    public Crowd crowd(String vhost) {
        return crowds.computeIfAbsent(vhost, name -> new Crowd());
    }

    @Override
    public void present(StreamSession session) {
        sessions.add(session);
    }

    @Override
    public void gone(StreamSession session) {
        sessions.remove(session);
    }
}
