package io.volok.broker.share;

import io.volok.broker.partition.Partition;
import io.volok.broker.shard.Shard;
import io.volok.log.Durability;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import io.volok.log.store.SegmentStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** All share partitions of a broker, opened when they are first asked for; each on the shard of its partition. */
public final class SharePartitions {

    private static final int SEGMENT_BYTES = 16 << 20;

    private final List<Shard> shards;
    private final SegmentStore store;
    private final LogConfig config;
    private final DeadLetters deadLetters;
    private final List<Map<ShareKey, SharePartition>> byShard = new ArrayList<>();
    private final List<Eras> eras = new ArrayList<>();
    /** By shard: what groups that have their own way with dead letters do with them. */
    private final List<Map<String, DeadLetters>> ownLetters = new ArrayList<>();

    /**
     * Opens nothing yet.
     *
     * @param deadLetters takes what groups give up that have no way of their own
     */
    public SharePartitions(
            List<Shard> shards, SegmentStore store, Durability durability, DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
        this.shards = List.copyOf(shards);
        this.store = store;
        this.config = LogConfig.DEFAULT.withSegmentBytes(SEGMENT_BYTES).withDurability(durability)
                .withFileDeleteDelayMs(0); // Nobody reads it meanwhile.
        shards.forEach(shard -> {
            byShard.add(new HashMap<>());
            ownLetters.add(new HashMap<>());
            eras.add(new Eras());
        });
    }

    /**
     * Says what becomes of the records that a group gives up. Any thread; in force on each shard with what is posted
     * there later.
     *
     * @param letters null for what becomes of other groups'
     */
    public void deadLetters(String group, DeadLetters letters) {
        for (Shard shard : shards) {
            Map<String, DeadLetters> here = ownLetters.get(shard.index());
            shard.execute(() -> {
                if (letters == null) {
                    here.remove(group);
                } else {
                    here.put(group, letters);
                }
            });
        }
    }

    /** A group's view of a partition. On the partition's shard. */
    public SharePartition get(String group, Partition partition) {
        ShareKey key = new ShareKey(group, partition.id().topicId(), partition.id().index());
        return on(partition).computeIfAbsent(key, missing -> open(missing, partition));
    }

    /** Forgets a group's view of a partition. On the partition's shard. */
    public void delete(String group, Partition partition) {
        ShareKey key = new ShareKey(group, partition.id().topicId(), partition.id().index());
        get(group, partition).delete();
        on(partition).remove(key);
    }

    /** Forgets a group's view of a partition that is gone. Any thread; {@code done} runs on some shard. */
    public void forget(ShareKey key, Runnable done) {
        forget(key, 0, done);
    }

    /** Nobody knows any more on which shard the partition was. */
    private void forget(ShareKey key, int at, Runnable done) {
        Shard shard = shards.get(at);
        shard.execute(() -> {
            SharePartition open = byShard.get(shard.index()).remove(key);
            if (open == null && at + 1 < shards.size()) {
                forget(key, at + 1, done);
                return;
            }
            if (open != null) {
                open.delete();
            } else if (store.logs(ShareKey.KIND).contains(key.logId())) {
                Log.open(store, key.logId(), config, shard::execute).delete();
            }
            done.run();
        });
    }

    /** Forgets what groups did with topics that are gone. Any thread. */
    public void forgetTopics(Predicate<UUID> isThere) {
        for (Shard shard : shards) {
            shard.execute(() -> byShard.get(shard.index()).entrySet().removeIf(entry -> {
                boolean gone = !isThere.test(entry.getKey().topicId());
                if (gone) {
                    entry.getValue().delete();
                }
                return gone;
            }));
        }
    }

    /** Deletes what is left of topics that are gone. Before anything is opened. */
    public void deleteOrphans(Predicate<UUID> isThere) {
        for (LogId id : store.logs(ShareKey.KIND)) {
            if (!isThere.test(ShareKey.topicIdOf(id))) {
                Log.open(store, id, config, shards.getFirst()::execute).delete();
            }
        }
    }

    /** Closes what one shard has. Called there, before its partitions are closed. */
    public void close(Shard shard) {
        Map<ShareKey, SharePartition> open = byShard.get(shard.index());
        open.values().forEach(SharePartition::close);
        open.clear();
    }

    private Map<ShareKey, SharePartition> on(Partition partition) {
        return byShard.get(partition.shard().index());
    }

    private SharePartition open(ShareKey key, Partition partition) {
        ShareLog log = new ShareLog(Log.open(store, key.logId(), config, partition.shard()::execute));
        Map<String, DeadLetters> own = ownLetters.get(partition.shard().index());
        return new SharePartition(key.group(), partition, log, (letter, buried) ->
                own.getOrDefault(key.group(), deadLetters).bury(letter, buried),
                eras.get(partition.shard().index()));
    }
}
