package io.volok.server.kafka.wire;

import io.volok.broker.shard.Shard;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * One request that waits for its answer. The answer may be given from any thread, once; the session sends answers in
 * the order of the requests.
 */
public final class Exchange {

    private final KafkaSession session;
    private final ApiKeys api;
    private final RequestHeaderData header;
    private final short headerVersion;
    /** Set on the session's shard when the exchange is over; {@link #answer} stays null if nothing is to be sent. */
    private boolean finished;
    private ApiMessage answer;
    private Runnable afterSend;
    /** For how long it has kept the session's shard busy and nobody has been charged for. */
    private long workNanos;

    Exchange(KafkaSession session, ApiKeys api, RequestHeaderData header, short headerVersion) {
        this.session = session;
        this.api = api;
        this.header = header;
        this.headerVersion = headerVersion;
    }

    /** Which API was called. */
    public ApiKeys api() {
        return api;
    }

    /** In which version; the answer is sent in the same. */
    public short version() {
        return header.requestApiVersion();
    }

    /** What the client calls itself; empty if it does not say. */
    public String clientId() {
        return header.clientId() == null ? "" : header.clientId();
    }

    /** The connection on which the request came. */
    public KafkaSession session() {
        return session;
    }

    /** The shard on which the session lives and on which the handler was called. */
    public Shard shard() {
        return session.shard();
    }

    /** The request's circumstances in the form that Kafka's own libraries take. */
    public RequestContext context() {
        return session.context(new RequestHeader(header, headerVersion));
    }

    /** Gives the answer. Any thread. */
    public void answer(ApiMessage response) {
        onShard(() -> finish(response, null));
    }

    /**
     * Gives the answer, and has {@code afterSend} run on the session's shard when it has been written out or the
     * connection is gone. Any thread.
     */
    public void answer(ApiMessage response, Runnable afterSend) {
        onShard(() -> finish(response, afterSend));
    }

    /** Ends the exchange without sending anything (Produce with acks=0). Any thread. */
    public void answerNothing() {
        onShard(() -> finish(null, null));
    }

    /** Closes the connection: what the client sent cannot be answered. Any thread. */
    public void abort(String reason) {
        onShard(() -> session.abort(reason));
    }

    /** Runs a task on the session's shard: now, if this is it. Any thread. */
    public void onShard(Runnable task) {
        if (session.shard().isCurrent()) {
            task.run();
        } else {
            session.shard().execute(task);
        }
    }

    void worked(long nanos) {
        workNanos += nanos;
    }

    long takeWork() {
        long taken = workNanos;
        workNanos = 0;
        return taken;
    }

    int correlationId() {
        return header.correlationId();
    }

    boolean isFinished() {
        return finished;
    }

    /** What is to be sent, or null. */
    ApiMessage answer() {
        return answer;
    }

    Runnable afterSend() {
        return afterSend;
    }

    private void finish(ApiMessage response, Runnable after) {
        if (finished) {
            throw new IllegalStateException("second answer to " + api);
        }
        finished = true;
        if (session.isGone()) {
            if (after != null) {
                after.run();
            }
            return;
        }
        answer = response;
        afterSend = after;
        session.exchangeFinished();
    }
}
