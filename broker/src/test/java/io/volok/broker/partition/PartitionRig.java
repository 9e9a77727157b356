package io.volok.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.shard.ManualShard;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.log.Durability;
import io.volok.log.store.memory.MemorySegmentStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A catalog with one topic on a memory store and a shard that runs when told to. */
final class PartitionRig {

    static final long START_MS = 1_700_000_000_000L;

    final MemorySegmentStore store;
    final Durability durability;
    final Map<String, String> settings;
    ManualShard shard = new ManualShard(START_MS);
    Topics topics;

    PartitionRig(long seed, Durability durability, Map<String, String> settings) {
        this.store = new MemorySegmentStore(seed);
        this.durability = durability;
        this.settings = settings;
        open();
    }

    Partition create(String name, Map<String, String> overrides) {
        topics.create(name, 1, overrides, outcome -> assertThat(outcome).isInstanceOf(TopicOutcome.Done.class));
        shard.run();
        return partition(name);
    }

    Partition partition(String name) {
        return topics.image().byName(name).partition(0);
    }

    void open() {
        topics = Topics.open(new Topics.Ground(List.of(shard), store, durability, () -> Decompressor.NONE, settings));
        shard.run();
    }

    /** The broker dies and starts again. */
    void crash(MemorySegmentStore.Crash kind) {
        store.crash(kind);
        shard = new ManualShard(shard.nowMs());
        open();
    }

    /** The broker ends in order and starts again. */
    void restart() {
        topics.close(shard);
        shard.run();
        open();
    }

    /** Everything that can be read, as {@code offset:value}. */
    static List<String> read(Partition partition) {
        List<String> seen = new ArrayList<>();
        long offset = partition.startOffset();
        while (true) {
            Fetched.Batches batches = (Fetched.Batches) partition.fetch(offset, 100, false);
            if (batches.records().length() == 0) {
                return seen;
            }
            ByteBuffer bytes = ByteBuffer.allocate(batches.records().length());
            batches.records().readInto(bytes);
            batches.records().release();
            RecordCursor cursor = new RecordCursor();
            RecordView record = new RecordView();
            cursor.open(bytes.flip());
            cursor.skipTo(offset);
            while (cursor.next(record)) {
                if (!record.isControl()) {
                    seen.add(record.offset() + ":" + StandardCharsets.UTF_8.decode(record.value()));
                }
                offset = record.offset() + 1;
            }
        }
    }
}
