package io.volok.server.stream;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.ResourceName;
import io.volok.broker.access.Grants;
import io.volok.broker.access.Permission;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.server.net.SessionInput;
import io.volok.server.net.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One connection of a stream client.
 *
 * <p>Owned by the shard of its socket; from open on by the virtual host's, where everything it uses lives.
 */
public final class StreamSession implements SessionInput {

    private static final int HEARTBEATS_MISSED_MAX = 2;

    private final StreamHost host;
    private final Transport transport;
    private final FrameAssembler frames = new FrameAssembler(Login.FRAME_MAX);
    private final Outbox out = new Outbox();
    private final Login login;
    private final Publishing publishing = new Publishing(this);
    private final Consuming consuming = new Consuming(this);
    private final Streams streams = new Streams(this);
    private final SuperStreams superStreams = new SuperStreams(this);
    private final Versions versions = new Versions();
    private final Set<Publisher> toTell = new LinkedHashSet<>();
    private final Set<Subscription> toFinish = new LinkedHashSet<>();
    private final Ends ends;
    private final long connectedAtMs;
    private volatile Shard home;
    private VirtualHost vhost;
    private Grants grants;
    private Caller caller;
    private boolean flushPlanned;
    private boolean moving;
    private boolean paused;
    private boolean handling;
    private boolean held;
    private long received;
    private long reads;
    private boolean ended;
    private int lastCorrelationId;
    private long heardNanos;
    private Shard.Timer heartbeat;

    private StreamSession(StreamHost host, Transport transport, Shard home) {
        this.host = host;
        this.transport = transport;
        this.home = home;
        this.login = new Login(this, host);
        this.ends = Ends.of(transport.local(), transport.remote());
        this.connectedAtMs = home.nowMs();
    }

    /** A session of a connection that was just accepted. */
    public static StreamSession open(StreamHost host, Transport transport, Shard home) {
        StreamSession session = new StreamSession(host, transport, home);
        host.present(session);
        return session;
    }

    /* ---- bytes in ---- */

    @Override
    public void onBytes(ByteBuffer bytes) {
        heardNanos = home.nanoTime();
        received += bytes.remaining();
        reads++;
        if (held) {
            frames.keepAll(bytes);
        } else {
            guarded(() -> frames.feed(bytes, this::frame));
        }
    }

    private void guarded(Runnable reading) {
        try {
            reading.run();
        } catch (MalformedBytes malformed) {
            closeWith(ResponseCode.UNKNOWN_FRAME, malformed.reason());
        } catch (FrameAssembler.FrameTooLarge tooLarge) {
            closeWith(ResponseCode.FRAME_TOO_LARGE, tooLarge.getMessage());
        }
        if (!moving) {
            flushLater();
        }
    }

    @Override
    public void onReadComplete() {
        // Answers leave at the end of the batch of work.
    }

    private boolean frame(ByteBuffer bytes) {
        if (ended) {
            return false;
        }
        handling = true;
        try {
            Request request = new Request(bytes);
            if (vhost == null) {
                beforeOpen(request);
            } else {
                running(request);
            }
        } finally {
            handling = false;
        }
        return !moving && !held && !ended;
    }

    /** A limit for frames was agreed on. */
    void tuned() {
        frames.frameMax(login.frameMax());
    }

    /** Handles no more frames until {@link #goOn}. */
    void hold() {
        held = true;
        transport.pauseReading();
    }

    /** Handles frames again when a task has run, which is the end of the frame at hand. Any thread. */
    void goOn(Runnable task) {
        if (!home.isCurrent() || !handling) {
            home.execute(() -> {
                handling = true;
                goOn(task);
                handling = false;
                guarded(() -> frames.resume(this::frame));
            });
            return;
        }
        held = false;
        if (!ended) {
            if (!paused) {
                transport.resumeReading();
            }
            task.run();
        }
    }

    private void beforeOpen(Request request) {
        Command command = request.command();
        switch (command) {
            case TUNE -> login.tune(request);
            case HEARTBEAT -> { }
            case PEER_PROPERTIES -> login.peerProperties(request.correlated());
            case SASL_HANDSHAKE -> login.handshake(request.correlated());
            case SASL_AUTHENTICATE -> login.authenticate(request.correlated());
            case CLOSE -> close(request.correlated());
            case OPEN -> {
                if (login.user() == null) {
                    throw new MalformedBytes(-1, "open before authentication");
                }
                open(request.correlated());
            }
            default -> throw new MalformedBytes(-1, command + " before open");
        }
    }

    private void running(Request request) {
        switch (request.command()) {
            case PUBLISH -> publishing.publish(request);
            case CREDIT -> consuming.credit(request);
            case STORE_OFFSET -> consuming.storeOffset(request);
            case HEARTBEAT, TUNE -> { }
            default -> answered(request.correlated());
        }
    }

    private void answered(Request request) {
        switch (request.command()) {
            case DECLARE_PUBLISHER -> publishing.declare(request);
            case QUERY_PUBLISHER_SEQUENCE -> publishing.querySequence(request);
            case DELETE_PUBLISHER -> publishing.delete(request);
            case SUBSCRIBE -> consuming.subscribe(request);
            case UNSUBSCRIBE -> consuming.unsubscribe(request);
            case QUERY_OFFSET -> consuming.queryOffset(request);
            case CONSUMER_UPDATE -> consuming.updated(request);
            case CREATE_STREAM -> streams.create(request);
            case DELETE_STREAM -> streams.delete(request);
            case METADATA -> streams.metadata(request);
            case STREAM_STATS -> streams.stats(request);
            case RESOLVE_OFFSET_SPEC -> streams.resolve(request);
            case ROUTE -> superStreams.route(request);
            case PARTITIONS -> superStreams.partitions(request);
            case CREATE_SUPER_STREAM -> superStreams.create(request);
            case DELETE_SUPER_STREAM -> superStreams.delete(request);
            case EXCHANGE_COMMAND_VERSIONS -> versions.exchange(request, out);
            case SASL_AUTHENTICATE -> login.authenticate(request);
            case SASL_HANDSHAKE -> login.handshake(request);
            case CLOSE -> close(request);
            default -> throw new MalformedBytes(-1, request.command() + " is not for the broker");
        }
    }

    /* ---- life ---- */

    private void open(Request request) {
        String name = request.text();
        switch (host.enter(name, login.user())) {
            case Outcome.Refused<VirtualHost> no -> {
                answer(request, ResponseCode.VIRTUAL_HOST_ACCESS_FAILURE);
                end();
            }
            case Outcome.Done<VirtualHost>(VirtualHost entered) -> {
                vhost = entered;
                grants = host.grants(login.user(), name);
                caller = new Caller(grants, this);
                Map<String, String> properties = new LinkedHashMap<>();
                properties.put("advertised_host", host());
                properties.put("advertised_port", Integer.toString(port()));
                out.answer(request, ResponseCode.OK).map(properties).end();
                moveTo(entered.shard());
            }
        }
    }

    /** Frames that came with the request to open are handled at the new home. */
    private void moveTo(Shard shard) {
        if (shard == home) {
            settle();
            return;
        }
        out.flush(transport);
        moving = true;
        home = shard;
        transport.moveTo(shard);
        shard.execute(() -> {
            moving = false;
            if (!ended) {
                settle();
                guarded(() -> frames.resume(this::frame));
            }
        });
    }

    private void settle() {
        crowd().join(this);
        heardNanos = home.nanoTime();
        if (login.heartbeatS() > 0) {
            beat();
        }
    }

    private void beat() {
        long intervalMs = login.heartbeatS() * 1_000L;
        heartbeat = home.schedule(intervalMs, () -> {
            if (!paused && home.nanoTime() - heardNanos > HEARTBEATS_MISSED_MAX * intervalMs * 1_000_000L) {
                transport.close();
                return;
            }
            out.begin(Command.HEARTBEAT, 1, false).end();
            flushLater();
            beat();
        });
    }

    private void close(Request request) {
        answer(request, ResponseCode.OK);
        end();
    }

    private void closeWith(ResponseCode code, String reason) {
        out.begin(Command.CLOSE, 1, false).u32(nextCorrelationId()).u16(code.code).text(reason).end();
        end();
    }

    /** Sends what is to be said and closes the connection. */
    void end() {
        ended = true;
        out.flush(transport);
        transport.close();
    }

    /** Ends the connection from outside, for a reason that the client is told. Any thread. */
    public void shutDown(String reason) {
        home.execute(() -> {
            if (!ended) {
                closeWith(ResponseCode.OK, reason);
            }
        });
    }

    /** The connection's name: both its ends. */
    public String name() {
        return ends.name();
    }

    /** Shows the connection, on its own shard. Any thread may call. */
    public void inspect(Consumer<StreamConnectionInfo> viewer) {
        Shard shard = home;
        shard.execute(() -> {
            if (shard == home) {
                viewer.accept(info());
            } else {
                inspect(viewer);
            }
        });
    }

    private StreamConnectionInfo info() {
        return new StreamConnectionInfo(name(), paused ? "blocked" : "running", login.user() == null ? "" : login.user(),
                vhost == null ? "" : vhost.name(), login.mechanism(), transport.isEncrypted(), ends.localHost(),
                ends.local().getPort(), ends.peerHost(), ends.peer().getPort(), login.clientProperties(),
                login.frameMax(), login.heartbeatS(), connectedAtMs, received, out.sent(), reads,
                out.writes(), publishing.infos(),
                consuming.infos());
    }

    /** Ends the connection if its user or virtual host is gone. Any thread. */
    public void leaveIfUnwelcome() {
        home.execute(() -> {
            String why = ended || login.user() == null ? null
                    : host.unwelcome(vhost == null ? "" : vhost.name(), login.user());
            if (why != null) {
                closeWith(ResponseCode.VIRTUAL_HOST_ACCESS_FAILURE, why);
            }
        });
    }

    @Override
    public void onClosed(Throwable cause) {
        ended = true;
        host.gone(this);
        if (heartbeat != null) {
            heartbeat.cancel();
        }
        if (vhost != null) {
            consuming.close();
            crowd().leave(this);
            host.leave(vhost.name(), login.user());
        }
    }

    /* ---- for its parts ---- */

    Outbox out() {
        return out;
    }

    VirtualHost vhost() {
        return vhost;
    }

    Caller caller() {
        return caller;
    }

    Streams streams() {
        return streams;
    }

    SuperStreams superStreams() {
        return superStreams;
    }

    Crowd crowd() {
        return host.crowd(vhost.name());
    }

    Ends ends() {
        return ends;
    }

    /** The newest version of a command that the client has said it understands. */
    int clientVersion(Command command) {
        return versions.ofClient(command);
    }

    int nextCorrelationId() {
        return ++lastCorrelationId;
    }

    /** The stream of that name with its topic, or null. */
    StreamQueue stream(String name) {
        return vhost.queue(name) instanceof StreamQueue queue && queue.topic() != null ? queue : null;
    }

    /** Null if the user may do this to a stream. */
    ResponseCode refuse(Permission permission, String stream) {
        return refuse(permission, ResourceName.queue(vhost.name(), stream));
    }

    ResponseCode refuse(Permission permission, ResourceName resource) {
        Refusal refusal = grants.check(permission, resource);
        return refusal == null ? null : ResponseCode.of(refusal);
    }

    void answer(Request request, ResponseCode code) {
        out.answer(request, code).end();
        flushLater();
    }

    /** Where the client is told to connect to. */
    String host() {
        String configured = host.advertised().host();
        return configured != null ? configured
                : transport.local() instanceof InetSocketAddress local ? local.getAddress().getHostAddress() : "localhost";
    }

    int port() {
        int configured = transport.isEncrypted() ? host.advertised().tlsPort() : host.advertised().port();
        return configured != 0 ? configured : transport.local() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    boolean isWritable() {
        return transport.isWritable();
    }

    /** A publisher has something to tell. */
    void touch(Publisher publisher) {
        toTell.add(publisher);
        flushLater();
    }

    /** A subscription has begun a chunk. */
    void touch(Subscription subscription) {
        toFinish.add(subscription);
        flushLater();
    }

    void flushLater() {
        if (!flushPlanned && !ended) {
            flushPlanned = true;
            home.afterBatch(Shard.Phase.SEND, this::flush);
        }
    }

    private void flush() {
        flushPlanned = false;
        if (ended) {
            return;
        }
        toTell.forEach(publisher -> publisher.tell(out));
        toTell.clear();
        Subscription[] finishing = toFinish.toArray(Subscription[]::new);
        toFinish.clear();
        for (Subscription subscription : finishing) {
            subscription.finish();
        }
        out.flush(transport);
        if (!transport.isWritable()) {
            transport.onWritable(consuming::resume);
        }
    }

    /** A stream is gone: whoever used it is told. */
    void streamGone(String stream) {
        if (publishing.streamGone(stream) | consuming.streamGone(stream)) {
            out.begin(Command.METADATA_UPDATE, 1, false).u16(ResponseCode.STREAM_NOT_AVAILABLE.code).text(stream).end();
            flushLater();
        }
    }

    /** The broker has become short of something, or is no longer. Any thread. */
    public void alarmChanged() {
        home.execute(this::throttle);
    }

    /** Does not read from publishers while the broker is short of something. */
    void throttle() {
        boolean wait = host.alarm() != null && !publishing.isEmpty();
        if (wait != paused && !ended) {
            paused = wait;
            heardNanos = home.nanoTime();
            if (wait) {
                transport.pauseReading();
            } else {
                transport.resumeReading();
            }
        }
    }
}
