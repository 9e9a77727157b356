package io.volok.broker.vhost;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the broker remembers for the users of streams: offsets that consumers store under a name, and the last publishing
 * id of each named publisher.
 *
 * <p>Publishing ids are in the records themselves. To find them again after a restart only the end of a stream is read,
 * from its last <em>mark</em>: what was known when everything published before it was kept. Owned by the vhost's shard.
 *
 * <pre>
 *   entry: kind u8, stream text16, then
 *     1 offset    name text16, offset i64
 *     2 mark      offset i64, count u32, count * (name text16, id i64)
 *     3 forget
 * </pre>
 */
public final class StreamTracking {

    private static final int OFFSET = 1;
    private static final int MARK = 2;
    private static final int FORGET = 3;
    /** How much of a stream may have to be read again. */
    private static final int MARK_EVERY = 4096;

    /** Keeps an entry; together with others of the same batch of work. */
    interface Journal {
        void append(byte[] array, int offset, int length);
    }

    private final Journal journal;
    private final TopicTargets topics;
    private final ByteWriter entry = new ByteWriter(128);
    private final Map<String, Tracked> streams = new HashMap<>();

    StreamTracking(Journal journal, TopicTargets topics) {
        this.journal = journal;
        this.topics = topics;
    }

    /** What is known of one stream. */
    private static final class Tracked {
        final Map<String, Long> offsets = new HashMap<>();
        /** The greatest publishing id that was taken, of each publisher. */
        final Map<String, Long> ids = new HashMap<>();
        /** Those that the mark stands for. */
        Map<String, Long> markIds = Map.of();
        /** -1 while no named publisher has ever been here. */
        long markOffset = -1;
        boolean complete;
        int inFlight;
        int sinceMark;
    }

    private Tracked of(String stream) {
        return streams.computeIfAbsent(stream, name -> new Tracked());
    }

    /** Keeps an offset under a name. */
    public void storeOffset(String stream, String name, long offset) {
        of(stream).offsets.put(name, offset);
        writeOffset(stream, name, offset);
    }

    /** The offset that was stored last. */
    public OptionalLong offset(String stream, String name) {
        Tracked tracked = streams.get(stream);
        Long offset = tracked == null ? null : tracked.offsets.get(name);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** The offsets stored for a stream, by name. */
    public Map<String, Long> offsets(String stream) {
        Tracked tracked = streams.get(stream);
        return tracked == null ? Map.of() : Map.copyOf(tracked.offsets);
    }

    /** The greatest publishing ids of a stream's named publishers, as far as they are known. */
    public Map<String, Long> publishers(String stream) {
        Tracked tracked = streams.get(stream);
        return tracked == null ? Map.of() : Map.copyOf(tracked.ids);
    }

    /** Runs a task when the publishers of a stream are known; perhaps in the call. */
    public void whenKnown(String stream, Runnable task) {
        Tracked tracked = of(stream);
        TopicTarget topic = topics.find(stream);
        if (tracked.complete || topic == null) {
            task.run();
            return;
        }
        if (tracked.markOffset < 0) {
            topic.bounds(bounds -> {
                complete(stream, tracked, new PublisherSequences(Map.of(), bounds.endOffset()));
                task.run();
            });
        } else {
            topic.sequences(tracked.markOffset, sequences -> {
                complete(stream, tracked, sequences);
                task.run();
            });
        }
    }

    private void complete(String stream, Tracked tracked, PublisherSequences found) {
        if (tracked.complete) {
            return;
        }
        if (tracked.markOffset > found.endOffset()) {
            // The topic was made anew through the other protocol: what is remembered belongs to its namesake.
            tracked.ids.clear();
            tracked.offsets.clear();
        }
        found.last().forEach((name, id) -> tracked.ids.merge(name, id, Math::max));
        tracked.complete = true;
        mark(stream, tracked, found.endOffset());
    }

    /** The greatest publishing id of a publisher, 0 if there is none. After {@link #whenKnown}. */
    public long sequence(String stream, String publisher) {
        Tracked tracked = streams.get(stream);
        return tracked == null ? 0 : tracked.ids.getOrDefault(publisher, 0L);
    }

    /** Takes a publishing id; false if a message with it, or a later one, is there already. */
    public boolean take(String stream, String publisher, long id) {
        Tracked tracked = of(stream);
        Long before = tracked.ids.get(publisher);
        if (before != null && id <= before) {
            return false;
        }
        tracked.ids.put(publisher, id);
        tracked.inFlight++;
        return true;
    }

    /** What was taken is kept. */
    public void kept(String stream) {
        Tracked tracked = of(stream);
        tracked.inFlight--;
        if (++tracked.sinceMark >= MARK_EVERY && tracked.inFlight == 0) {
            tracked.sinceMark = 0;
            TopicTarget topic = topics.find(stream);
            if (topic != null) {
                topic.bounds(bounds -> {
                    if (tracked.inFlight == 0) {
                        mark(stream, tracked, bounds.endOffset());
                    }
                });
            }
        }
    }

    /** What was taken could not be kept: the publisher may send it again. */
    public void lost(String stream, String publisher, long id) {
        Tracked tracked = of(stream);
        tracked.inFlight--;
        tracked.ids.computeIfPresent(publisher, (name, last) -> Math.min(last, id - 1));
    }

    /** The stream is deleted. */
    void forget(String stream) {
        if (streams.remove(stream) != null) {
            begin(FORGET, stream);
            write();
        }
    }

    private void mark(String stream, Tracked tracked, long offset) {
        tracked.markOffset = offset;
        tracked.markIds = Map.copyOf(tracked.ids);
        writeMark(stream, tracked);
    }

    private void writeMark(String stream, Tracked tracked) {
        begin(MARK, stream);
        entry.u64(tracked.markOffset);
        entry.u32(tracked.markIds.size());
        tracked.markIds.forEach((name, id) -> {
            text(name);
            entry.u64(id);
        });
        write();
    }

    private void writeOffset(String stream, String name, long offset) {
        begin(OFFSET, stream);
        text(name);
        entry.u64(offset);
        write();
    }

    private void begin(int kind, String stream) {
        entry.reset();
        entry.u8(kind);
        text(stream);
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        entry.u16(bytes.length);
        entry.bytes(bytes);
    }

    private void write() {
        journal.append(entry.array(), 0, entry.size());
    }

    /** Applies an entry of an earlier run. */
    void replay(byte[] array, int offset, int length) {
        ByteBuffer in = ByteBuffer.wrap(array, offset, length);
        int kind = ByteReader.u8(in);
        String stream = readText(in);
        switch (kind) {
            case OFFSET -> of(stream).offsets.put(readText(in), ByteReader.i64(in));
            case MARK -> {
                Tracked tracked = of(stream);
                tracked.markOffset = ByteReader.i64(in);
                tracked.ids.clear();
                for (int left = ByteReader.i32(in); left > 0; left--) {
                    tracked.ids.put(readText(in), ByteReader.i64(in));
                }
                tracked.markIds = Map.copyOf(tracked.ids);
            }
            case FORGET -> streams.remove(stream);
            default -> throw new IllegalStateException("unknown entry " + kind + " of the tracking of streams");
        }
    }

    private static String readText(ByteBuffer in) {
        return ByteReader.text(in, ByteReader.u16(in));
    }

    /** Writes everything anew. */
    void snapshot() {
        streams.forEach((stream, tracked) -> {
            tracked.offsets.forEach((name, offset) -> writeOffset(stream, name, offset));
            if (tracked.markOffset >= 0) {
                writeMark(stream, tracked);
            }
        });
    }
}
