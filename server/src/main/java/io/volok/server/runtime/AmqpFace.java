package io.volok.server.runtime;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.Refusals;
import io.volok.broker.access.Grants;
import io.volok.broker.access.User;
import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.Logins;
import io.volok.broker.catalog.VhostEntry;
import io.volok.broker.event.EventSink;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.amqp.AmqpHost;
import io.volok.server.amqp.AmqpSession;
import io.volok.server.amqp.AmqpSettings;
import io.volok.server.amqp.ContentBudget;
import io.volok.server.net.SessionFactory;
import io.volok.server.net.SessionInput;
import io.volok.server.net.Transport;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The AMQP face of a node: makes the sessions of accepted connections, knows them all, and lets users in as the catalog
 * says. Any thread.
 */
public final class AmqpFace implements AmqpHost, SessionFactory {

    private static final Logger LOG = LoggerFactory.getLogger(AmqpFace.class);

    private final AmqpSettings settings;
    private final Supplier<CatalogImage> catalog;
    private final Logins logins;
    private final Function<String, VirtualHost> vhosts;
    private final Set<AmqpSession> sessions = ConcurrentHashMap.newKeySet();
    private final Map<Shard, ContentBudget> contents = new ConcurrentHashMap<>();
    private final LoginAttempts attempts = new LoginAttempts();
    private final Tally connectionsOfVhosts = new Tally();
    private final Tally connectionsOfUsers = new Tally();
    private final Tally channelsOfUsers = new Tally();
    private final LongAdder connectionsOpened = new LongAdder();
    private final LongAdder connectionsClosed = new LongAdder();
    private final LongAdder channelsOpened = new LongAdder();
    private final LongAdder channelsClosed = new LongAdder();
    private volatile String alarm;
    private volatile EventSink events = EventSink.NONE;
    private volatile CertificateName certificateName = CertificateName.DISTINGUISHED;

    /**
     * @param catalog the catalog of the moment
     * @param vhosts finds an open virtual host, or null
     */
    public AmqpFace(AmqpSettings settings, Supplier<CatalogImage> catalog, Logins logins,
            Function<String, VirtualHost> vhosts) {
        this.settings = settings;
        this.catalog = catalog;
        this.logins = logins;
        this.vhosts = vhosts;
    }

    /** Says what in a certificate is its user's name. */
    AmqpFace certificateName(CertificateName name) {
        certificateName = name;
        return this;
    }

    @Override
    public SessionInput open(Transport transport, Shard home) {
        return AmqpSession.open(this, transport, home);
    }

    // ---- operators ----

    /** The sessions there are. A view. */
    public Collection<AmqpSession> sessions() {
        return Collections.unmodifiableCollection(sessions);
    }

    /** How many connections and channels there have been, under RabbitMQ's names. */
    public Map<String, Long> churn() {
        return Map.of("connection_created", connectionsOpened.sum(), "connection_closed", connectionsClosed.sum(),
                "channel_created", channelsOpened.sum(), "channel_closed", channelsClosed.sum());
    }

    /**
     * Holds back publishers, or lets them go on.
     *
     * @param reason what the broker is short of, as in {@code low on memory}; null for nothing
     */
    public void alarm(String reason) {
        alarm = reason;
        sessions.forEach(AmqpSession::alarmChanged);
    }

    /** Closes the connections whose user or virtual host is no longer in the catalog. */
    public void sendAwayTheUnwelcome() {
        sessions.forEach(AmqpSession::leaveIfUnwelcome);
    }

    /** Closes all connections, telling the clients why. */
    public void shutDown(String reason) {
        sessions.forEach(session -> session.shutDown(reason));
    }

    @Override
    public String unwelcome(String vhost, String user) {
        CatalogImage now = catalog.get();
        if (!now.users().containsKey(user)) {
            return "user '" + user + "' is deleted";
        }
        return vhost.isEmpty() || now.vhosts().containsKey(vhost) ? null : "vhost '" + vhost + "' is deleted";
    }

    // ---- what sessions ask ----

    /** Says where sessions that come tell what happens to them. */
    public AmqpFace tellTo(EventSink sink) {
        events = sink;
        return this;
    }

    @Override
    public EventSink events() {
        return events;
    }

    @Override
    public AmqpSettings settings() {
        return settings;
    }

    @Override
    public void logIn(String user, String password, boolean fromLocalhost, Consumer<Outcome<String>> then) {
        logIn(LoginAttempts.AMQP, user, password, fromLocalhost, then);
    }

    /** As {@link #logIn(String, String, boolean, Consumer)}, for a protocol whose logins are counted apart. */
    void logIn(String protocol, String user, String password, boolean fromLocalhost, Consumer<Outcome<String>> then) {
        logins.byPassword(user, password, found -> {
            Outcome<String> outcome = admit(found, user, fromLocalhost);
            attempts.count(protocol, outcome instanceof Outcome.Done<String>);
            then.accept(outcome);
        });
    }

    /** The logins of all protocols that know RabbitMQ's users. */
    LoginAttempts attempts() {
        return attempts;
    }

    @Override
    public Outcome<String> admit(String user, boolean fromLocalhost) {
        Outcome<String> outcome = admit(logins.byName(user), user, fromLocalhost);
        attempts.count(LoginAttempts.AMQP, outcome instanceof Outcome.Done<String>);
        return outcome;
    }

    private Outcome<String> admit(Optional<User> found, String name, boolean fromLocalhost) {
        String why;
        if (found.isEmpty()) {
            why = "user '" + name + "' - invalid credentials";
        } else if (!logins.mayConnect(name, fromLocalhost)) {
            why = "user '" + name + "' can only connect via localhost";
        } else {
            return Outcome.done(name);
        }
        LOG.warn("AMQP login refused: {}", why);
        return Outcome.refused(new Refusal.AccessRefused(why));
    }

    @Override
    public String certificateUser(Transport transport) {
        X509Certificate certificate = transport.peerCertificate();
        if (certificate == null) {
            return null;
        }
        return certificateName.of(certificate);
    }

    @Override
    public ContentBudget contents(Shard shard) {
        return contents.computeIfAbsent(shard, one -> new ContentBudget(one, settings.contentBytes()));
    }

    @Override
    public boolean isEncrypted(Transport transport) {
        return transport.isEncrypted();
    }

    @Override
    public Outcome<VirtualHost> enter(String name, String user) {
        CatalogImage now = catalog.get();
        VhostEntry entry = now.vhosts().get(name);
        VirtualHost vhost = vhosts.apply(name);
        if (entry == null || vhost == null) {
            return Outcome.refused(Refusals.vhostNotFound(name));
        }
        long vhostLimit = entry.limit(VhostEntry.MAX_CONNECTIONS);
        if (!connectionsOfVhosts.add(name, vhostLimit)) {
            return Outcome.refused(new Refusal.NotAllowed("access to vhost '" + name + "' refused for user '" + user
                    + "': connection limit (" + vhostLimit + ") is reached"));
        }
        long userLimit = limit(now, user, User.MAX_CONNECTIONS);
        if (!connectionsOfUsers.add(user, userLimit)) {
            connectionsOfVhosts.remove(name);
            return Outcome.refused(new Refusal.NotAllowed("connection refused for user '" + user
                    + "': user connection limit (" + userLimit + ") is reached"));
        }
        if (now.permissions(name, user) == null) {
            leave(name, user);
            return Outcome.refused(Refusals.vhostRefused(name, user));
        }
        return Outcome.done(vhost);
    }

    @Override
    public void leave(String vhost, String user) {
        connectionsOfVhosts.remove(vhost);
        connectionsOfUsers.remove(user);
    }

    @Override
    public Grants grants(String user, String vhost) {
        return new Grants(user, vhost, catalog);
    }

    @Override
    public Refusal channelOpened(String user) {
        long limit = limit(catalog.get(), user, User.MAX_CHANNELS);
        if (channelsOfUsers.add(user, limit)) {
            channelsOpened.increment();
            return null;
        }
        return new Refusal.NotAllowed("number of channels opened for user '"
                + user + "' has reached the maximum allowed user limit of (" + limit + ")");
    }

    @Override
    public void channelClosed(String user) {
        channelsOfUsers.remove(user);
        channelsClosed.increment();
    }

    private static long limit(CatalogImage image, String user, String limit) {
        User entry = image.users().get(user);
        return entry == null ? -1 : entry.limit(limit);
    }

    @Override
    public boolean mayImpersonate(String user) {
        User entry = catalog.get().users().get(user);
        return entry != null && entry.hasTag(User.IMPERSONATOR);
    }

    @Override
    public String alarm() {
        return alarm;
    }

    @Override
    public void present(AmqpSession session) {
        sessions.add(session);
        connectionsOpened.increment();
    }

    @Override
    public void gone(AmqpSession session) {
        if (sessions.remove(session)) {
            connectionsClosed.increment();
        }
    }
}
