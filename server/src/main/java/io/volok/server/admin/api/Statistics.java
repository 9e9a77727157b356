package io.volok.server.admin.api;

import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.VirtualHost;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The statistics of all shards, each to be used on its own shard. */
final class Statistics {

    private final Map<Shard, ShardStatistics> byShard = new IdentityHashMap<>();

    Statistics(ManagedNode node) {
        for (Shard shard : node.shards()) {
            ShardStatistics statistics = new ShardStatistics(shard, () -> vhosts(node));
            byShard.put(shard, statistics);
            shard.execute(statistics::start);
        }
    }

    private static Collection<VirtualHost> vhosts(ManagedNode node) {
        List<VirtualHost> open = node.catalog().image().vhosts().keySet().stream()
                .map(node::vhost).filter(Objects::nonNull).toList();
        return open;
    }

    /** Forgets all samples. */
    void reset() {
        byShard.forEach((shard, statistics) -> shard.execute(statistics::reset));
    }

    /** Queues that were seen to come and to go, over all shards; read from any thread, so that it may lag a little. */
    long queuesSeen() {
        return byShard.values().stream().mapToLong(ShardStatistics::queuesSeen).sum();
    }

    long queuesGone() {
        return byShard.values().stream().mapToLong(ShardStatistics::queuesGone).sum();
    }

    /** The statistics that know a virtual host. */
    ShardStatistics of(VirtualHost vhost) {
        return byShard.get(vhost.shard());
    }
}
