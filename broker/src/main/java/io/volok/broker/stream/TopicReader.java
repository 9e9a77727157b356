package io.volok.broker.stream;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.StreamReader;
import io.volok.broker.vhost.StreamSink;
import io.volok.broker.vhost.StreamStart;
import io.volok.codec.record.Decompressor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads all partitions of a topic into one sink, a little of each in turn. Order is kept within a partition. Owned by
 * the sink's shard.
 */
final class TopicReader implements StreamReader {

    /** What one partition may deliver before others, and other work of the shard, have their turn. */
    private static final int RECORDS_PER_TURN = 256;

    private final Shard home;
    private final StreamSink sink;
    private final Supplier<Decompressor> decompressors;
    private final Supplier<Topic> now;
    private final OpenReaders open;
    private List<PartitionReader> readers = List.of();
    private boolean turnPlanned;
    private boolean closed;

    /** @param now the topic as it is now, with partitions that may have been added; null if it is gone */
    TopicReader(Shard home, StreamSink sink, Supplier<Decompressor> decompressors, Supplier<Topic> now,
            OpenReaders open) {
        this.now = now;
        this.open = open;
        this.home = home;
        this.sink = sink;
        this.decompressors = decompressors;
    }

    /** Begins; a topic that is gone ends the sink. */
    void start(Topic topic, StreamStart start) {
        if (closed) {
            return;
        }
        if (topic == null) {
            ended();
            return;
        }
        readers = new ArrayList<>();
        read(topic, start);
        if (!closed) {
            open.add(this);
        }
    }

    /** Reads the partitions of a topic that are not read yet. */
    private void read(Topic topic, StreamStart start) {
        List<Partition> there = topic.partitions();
        for (int i = readers.size(); i < there.size(); i++) {
            PartitionReader reader = new PartitionReader(there.get(i), home, this, decompressors.get());
            readers.add(reader);
            reader.start(start);
        }
    }

    /** Partitions that were added are new from their first record on. */
    void follow() {
        Topic topic = now.get();
        if (topic != null && !closed) {
            read(topic, new StreamStart.First());
        }
    }

    @Override
    public void resume() {
        planTurn();
    }

    /** Something has arrived or the sink takes more: deliver when this batch of work is done. */
    void planTurn() {
        if (!turnPlanned && !closed) {
            turnPlanned = true;
            home.afterBatch(Shard.Phase.DISPATCH, this::turn);
        }
    }

    private void turn() {
        turnPlanned = false;
        boolean more = false;
        for (int i = 0; i < readers.size() && !closed; i++) {
            more |= readers.get(i).deliver(sink, RECORDS_PER_TURN);
        }
        if (more && !closed && sink.hasCredit()) {
            // A new batch of work, and not a further round of this one: sockets shall be served in between.
            home.giveWay(this::planTurn);
        }
    }

    /** The topic is gone. */
    void ended() {
        if (!closed) {
            close();
            sink.ended();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        open.remove(this);
        readers.forEach(PartitionReader::close);
    }
}
