package io.volok.server.stream;

import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.StreamReader;
import io.volok.broker.vhost.StreamSink;
import io.volok.broker.vhost.StreamStart;
import io.volok.broker.vhost.TopicTarget;
import io.volok.codec.record.RecordView;
import java.util.Map;

/** A subscription of a session: messages are gathered into chunks, and the client grants credit for chunks. */
final class Subscription implements StreamSink {

    private final StreamSession session;
    private final int id;
    private final StreamQueue queue;
    private final Map<String, String> properties;
    private final Chunk chunk;
    private StreamStart start;
    private StreamReader reader;
    private int credit;
    private boolean closed;
    /** The correlation id of the consumer update whose answer is awaited; 0 for none. */
    private int awaitedUpdate;
    private boolean becomesActive;
    private long consumed;
    private long lastOffset;
    /** The stream's end when it was asked for last. */
    private long endOffset;

    Subscription(StreamSession session, int id, StreamQueue queue, StreamStart start, Map<String, String> properties) {
        this.session = session;
        this.id = id;
        this.queue = queue;
        this.start = start;
        this.properties = properties;
        this.chunk = new Chunk(ChunkFilter.of(properties));
    }

    String stream() {
        return queue.name();
    }

    /** The name of a single active consumer; empty if it has none. */
    String name() {
        return properties.getOrDefault("name", "");
    }

    boolean isSingleActive() {
        return properties.getOrDefault("single-active-consumer", "false").equals("true") && !name().isEmpty();
    }

    /** The super stream whose part the stream is, or null. */
    String superStream() {
        return properties.get("super-stream");
    }

    /** Begins to read. */
    void open() {
        TopicTarget topic = queue.topic();
        if (topic == null) {
            ended();
        } else if (reader == null && !closed) {
            queue.readerJoined();
            reader = topic.open(start, this);
        }
    }

    void credit(int more) {
        credit += more;
        resume();
    }

    /** The client may take more. */
    void resume() {
        if (reader != null) {
            reader.resume();
        }
    }

    @Override
    public boolean hasCredit() {
        return !closed && session.isWritable() && (credit > 0 || !chunk.isEmpty());
    }

    @Override
    public void deliver(RecordView record) {
        if (!chunk.fits(record)) {
            finish();
        }
        if (chunk.isEmpty()) {
            credit--;
            session.touch(this);
        }
        chunk.add(record);
        if (chunk.isFull()) {
            finish();
        }
    }

    /** Sends what has been gathered. */
    void finish() {
        if (chunk.isEmpty()) {
            return;
        }
        if (closed || !chunk.isWanted()) {
            credit++;
            chunk.clear();
            resume();
            return;
        }
        consumed += chunk.size();
        lastOffset = chunk.firstOffset() + chunk.size() - 1;
        Outbox out = session.out();
        boolean second = session.clientVersion(Command.DELIVER) >= 2;
        out.begin(Command.DELIVER, second ? 2 : 1, false).u8(id);
        if (second) {
            out.u64(chunk.firstOffset());
        }
        chunk.writeTo(out);
        out.end();
        chunk.clear();
        session.flushLater();
    }

    /** What an operator sees. If the stream lives on another shard, its end is the one of the last time. */
    StreamConnectionInfo.ConsumerInfo info() {
        TopicTarget topic = queue.topic();
        if (topic != null) {
            topic.bounds(bounds -> endOffset = bounds.endOffset());
        }
        return new StreamConnectionInfo.ConsumerInfo(id, stream(), !isSingleActive() || reader != null, isSingleActive(),
                credit, consumed, lastOffset, consumed == 0 ? 0 : Math.max(0, endOffset - 1 - lastOffset), properties);
    }

    @Override
    public void ended() {
        session.streamGone(stream());
    }

    void close() {
        if (!closed) {
            closed = true;
            closeReader();
            if (isSingleActive()) {
                session.crowd().leave(this);
            }
        }
    }

    private void closeReader() {
        if (reader != null) {
            reader.close();
            reader = null;
            queue.readerLeft();
        }
        chunk.clear();
    }

    /* ---- single active consumer ---- */

    void activate() {
        update(true);
    }

    void deactivate() {
        finish();
        closeReader();
        update(false);
    }

    private void update(boolean active) {
        awaitedUpdate = session.nextCorrelationId();
        session.out().begin(Command.CONSUMER_UPDATE, 1, false).u32(awaitedUpdate).u8(id).u8(active ? 1 : 0).end();
        session.flushLater();
        becomesActive = active;
    }

    /** The client has answered; tells whether this subscription had asked. */
    boolean updated(int correlationId, StreamStart from) {
        if (awaitedUpdate != correlationId) {
            return false;
        }
        awaitedUpdate = 0;
        if (becomesActive) {
            start = from == null ? start : from;
            open();
        }
        session.crowd().updated(this);
        return true;
    }
}
