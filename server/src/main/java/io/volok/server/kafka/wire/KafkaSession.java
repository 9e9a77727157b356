package io.volok.server.kafka.wire;

import io.volok.broker.shard.Shard;
import io.volok.log.store.DiskFull;
import io.volok.log.store.LogFailed;
import io.volok.server.net.SessionInput;
import io.volok.server.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka client's connection: requests are handled as they come, answers leave in the order of the requests.
 *
 * <p>Limits: a frame no longer than {@code socket.request.max.bytes}; no further reading while {@value #MAX_WAITING}
 * requests wait for their answers or while the client does not take what it is sent.
 */
public final class KafkaSession implements SessionInput {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSession.class);
    private static final int MAX_WAITING = 256;

    private final Transport transport;
    private final Shard shard;
    private final ApiTable table;
    private final Peer peer;
    private final RequestReader reader;
    private final ResponseSender sender;
    private final FrameAssembler frames;
    private final TimeTaker time;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final Map<Class<?>, ConnectionState> states = new HashMap<>();
    private KafkaPrincipal principal = KafkaPrincipal.ANONYMOUS;
    private ClientInformation client = ClientInformation.EMPTY;
    private boolean authenticated;
    private boolean reading = true;
    /** Takes frames that are no requests; null while all are. */
    private Consumer<byte[]> bareFrames;
    private boolean flushPlanned;
    /** Runs when the client may be heard again; null while it is heard. */
    private Shard.Timer unmute;
    private long mutedUntilMs;
    /** Nothing is read or answered any more. */
    private boolean closed;
    /** The connection does not exist any more. */
    private boolean gone;

    /** Makes the session of a fresh connection; called on its shard. */
    KafkaSession(Transport transport, Shard shard, ApiTable table, Peer peer, KafkaSessions.Shared shared) {
        this.transport = transport;
        this.shard = shard;
        this.table = table;
        this.peer = peer;
        this.reader = new RequestReader(table);
        this.sender = new ResponseSender(transport, shared.writer());
        this.frames = new FrameAssembler(peer.maxRequestBytes(), shared.buffers());
        this.time = new TimeTaker(this, shared.throttle());
        this.authenticated = !peer.needsSasl();
    }

    /** The shard on which this session lives. */
    public Shard shard() {
        return shard;
    }

    /** What the listener says about this connection. */
    public Peer peer() {
        return peer;
    }

    /** Who is logged in. */
    public KafkaPrincipal principal() {
        return principal;
    }

    /** This end's address, as the client reached it. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) transport.local();
    }

    /** The client's address. */
    public InetSocketAddress remoteAddress() {
        return (InetSocketAddress) transport.remote();
    }

    /** A user has logged in: every API is open from now on. */
    public void authenticated(KafkaPrincipal user) {
        principal = user;
        authenticated = true;
    }

    /**
     * Has frames taken as they are instead of read as requests, from the next one on; null for requests again. Only on
     * the session's shard.
     */
    public void takeBare(Consumer<byte[]> taker) {
        bareFrames = taker;
    }

    /** Sends a frame that is no answer to a request. Only on the session's shard. */
    public void sendBare(byte[] content) {
        byte[] frame = ByteBuffer.allocate(Integer.BYTES + content.length).putInt(content.length).put(content).array();
        transport.send(frame, 0, frame.length);
        planFlush();
    }

    /** Whether requests other than those of the handshake are allowed. */
    public boolean isAuthenticated() {
        return authenticated;
    }

    /** Notes which software the client says it is. */
    public void clientSoftware(ClientInformation information) {
        client = information;
    }

    /** Stops listening to the client for a while: it has used more than its quota. Only on the session's shard. */
    public void mute(int delayMs) {
        long untilMs = shard.nowMs() + delayMs;
        if (closed || unmute != null && untilMs <= mutedUntilMs) {
            return;
        }
        if (unmute != null) {
            unmute.cancel();
        }
        mutedUntilMs = untilMs;
        unmute = shard.schedule(delayMs, () -> {
            unmute = null;
            regulate();
        });
        regulate();
    }

    /** What a handler keeps for this connection; made at the first question. Only on the session's shard. */
    public <T extends ConnectionState> T state(Class<T> type, Supplier<T> make) {
        return type.cast(states.computeIfAbsent(type, missing -> make.get()));
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (closed) {
            return;
        }
        try {
            frames.feed(bytes, this::onFrame);
        } catch (MalformedRequest malformed) {
            abort(malformed.getMessage());
        }
    }

    @Override
    public void onReadComplete() {
        // Requests are handled as they come; there is nothing to gather.
    }

    @Override
    public void onClosed(Throwable cause) {
        closed = true;
        gone = true;
        frames.release();
        for (Exchange exchange : waiting) {
            if (exchange.afterSend() != null) {
                exchange.afterSend().run();
            }
        }
        waiting.clear();
        states.values().forEach(ConnectionState::connectionClosed);
        states.clear();
    }

    /** Closes the connection for a reason that is worth a line in the log. */
    void abort(String reason) {
        if (!closed) {
            LOG.info("closing the connection of {}: {}", transport.remote(), reason);
            closed = true;
            transport.close();
        }
    }

    /** An exchange is over: sends what is now at the head of the line. */
    void exchangeFinished() {
        while (!waiting.isEmpty() && waiting.peekFirst().isFinished()) {
            Exchange exchange = waiting.pollFirst();
            time.charge(exchange);
            if (exchange.answer() != null && !closed) {
                send(exchange);
            }
            if (exchange.afterSend() != null) {
                exchange.afterSend().run();
            }
        }
        regulate();
    }

    boolean isGone() {
        return gone;
    }

    RequestContext context(RequestHeader header) {
        InetAddress address = remoteAddress().getAddress();
        return new RequestContext(header, transport.local() + "-" + transport.remote(), address, principal,
                peer.listener(), peer.security(), client, false);
    }

    private void onFrame(ByteBuffer frame) {
        if (closed) {
            return;
        }
        if (bareFrames != null) {
            byte[] content = new byte[frame.remaining()];
            frame.get(content);
            bareFrames.accept(content);
            return;
        }
        long began = time.now();
        RequestReader.Request request = reader.read(this, frame);
        Exchange exchange = request.exchange();
        waiting.addLast(exchange);
        if (request.message() == null) {
            exchange.answer(new ApiVersionsResponseData().setErrorCode(Errors.UNSUPPORTED_VERSION.code())
                    .setApiKeys(ApiVersionsKeys.onlyItself(table)));
        } else if (!authenticated && !isHandshake(exchange.api())) {
            abort("a request of " + exchange.api() + " before login");
        } else {
            time.begin(exchange, began);
            handle(request);
            time.end();
        }
        regulate();
    }

    @SuppressWarnings("unchecked") // The table's registration ties the handler to its message class.
    private void handle(RequestReader.Request request) {
        Exchange exchange = request.exchange();
        try {
            ((ApiHandler<ApiMessage>) request.handler()).handle(request.message(), exchange);
        } catch (ApiException refusal) {
            answerFailure(request, refusal);
        } catch (DiskFull full) {
            answerFailure(request, new KafkaStorageException(full.getMessage(), full));
        } catch (RuntimeException failure) {
            LOG.warn("{} failed", exchange.api(), failure);
            if (failure instanceof LogFailed) {
                shard.execute(() -> {
                    throw failure; // whoever runs the shard decides what a failed log means
                });
            }
            answerFailure(request, failure);
        }
    }

    private void answerFailure(RequestReader.Request request, RuntimeException failure) {
        Exchange exchange = request.exchange();
        if (exchange.isFinished()) {
            return;
        }
        try {
            exchange.answer(ErrorForm.of(exchange, request.message(), failure));
        } catch (ApiException nonsense) { // a request that Kafka's own class for it does not take
            abort(exchange.api() + ": " + nonsense.getMessage());
        }
    }

    private static boolean isHandshake(ApiKeys api) {
        return api == ApiKeys.API_VERSIONS || api == ApiKeys.SASL_HANDSHAKE || api == ApiKeys.SASL_AUTHENTICATE;
    }

    private void send(Exchange exchange) {
        try {
            sender.send(exchange);
            planFlush();
        } catch (RuntimeException unsendable) { // a field that this version of the answer does not have
            LOG.error("the answer to {} version {} cannot be encoded", exchange.api(), exchange.version(), unsendable);
            abort("an answer that cannot be encoded");
        }
    }

    private void planFlush() {
        if (!flushPlanned) {
            flushPlanned = true;
            shard.afterBatch(Shard.Phase.SEND, this::flush);
        }
    }

    private void flush() {
        flushPlanned = false;
        transport.flush();
        regulate();
    }

    /** Stops reading from a client that does not read, or that asks faster than it can be answered. */
    private void regulate() {
        if (closed) {
            return;
        }
        boolean writable = transport.isWritable();
        boolean mayRead = writable && waiting.size() < MAX_WAITING && unmute == null;
        if (mayRead == reading) {
            return;
        }
        reading = mayRead;
        if (mayRead) {
            transport.resumeReading();
        } else {
            transport.pauseReading();
            if (!writable) {
                transport.onWritable(this::regulate);
            }
        }
    }
}
