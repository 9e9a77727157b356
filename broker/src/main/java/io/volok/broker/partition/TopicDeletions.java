package io.volok.broker.partition;

import io.volok.broker.shard.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Topics whose logs are being removed. A topic of the same name is made only when that is over: logs are named after
 * topics. Owned by the catalog's shard.
 */
final class TopicDeletions {

    private final Map<String, List<Runnable>> underWay = new HashMap<>();

    boolean isUnderWay(String name) {
        return underWay.containsKey(name);
    }

    /** Runs a task when the topic's logs are gone. */
    void after(String name, Runnable task) {
        underWay.get(name).add(task);
    }

    /** Removes the logs, each on its own shard. */
    void start(Topic topic, Shard catalogShard) {
        Set<Shard> pending = new HashSet<>();
        topic.partitions().forEach(partition -> pending.add(partition.shard()));
        underWay.put(topic.name(), new ArrayList<>());
        for (Shard shard : List.copyOf(pending)) {
            Runnable delete = () -> topic.partitions().stream()
                    .filter(partition -> partition.shard() == shard)
                    .forEach(Partition::delete);
            if (shard == catalogShard) {
                delete.run();
                finished(topic.name(), shard, pending);
            } else {
                shard.execute(() -> {
                    delete.run();
                    catalogShard.execute(() -> finished(topic.name(), shard, pending));
                });
            }
        }
    }

    private void finished(String name, Shard shard, Set<Shard> pending) {
        pending.remove(shard);
        if (pending.isEmpty()) {
            underWay.remove(name).forEach(Runnable::run);
        }
    }
}
