package io.volok.server.amqp;

import io.volok.broker.access.Permissions;
import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.catalog.Logins;
import io.volok.broker.partition.Topics;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.shard.ManualShard;
import io.volok.broker.share.DeadLetters;
import io.volok.broker.share.SharePartitions;
import io.volok.broker.stream.TopicStreams;
import io.volok.broker.vhost.VhostContext;
import io.volok.broker.vhost.VhostSettings;
import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.record.Decompressor;
import io.volok.log.Durability;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import io.volok.log.store.memory.MemorySegmentStore;
import io.volok.server.runtime.AmqpFace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A whole broker in memory, driven by hand: catalog, topics, virtual hosts and the AMQP face on one shard. */
final class TestBroker {

    static final long START_MS = 1_700_000_000_000L;

    final ManualShard shard = new ManualShard(START_MS);
    /** Where sockets are accepted. */
    final ManualShard home;
    final MemorySegmentStore store = new MemorySegmentStore(1);
    final ClusterCatalog catalog;
    final Topics topics;
    final VirtualHost vhost;
    final AmqpFace face;
    /** What the login worker has been given, to be run by the test. */
    final List<Runnable> loginWork = new ArrayList<>();
    private final List<AmqpPeer> peers = new ArrayList<>();
    private int port = 50_000;

    TestBroker() {
        this(AmqpSettings.defaults());
    }

    TestBroker(AmqpSettings settings) {
        this(settings, false);
    }

    /** @param apart whether sockets live on another shard than the virtual host */
    TestBroker(AmqpSettings settings, boolean apart) {
        home = apart ? new ManualShard(1, START_MS) : shard;
        Random random = new Random(7);
        catalog = ClusterCatalog.open(shard,
                Log.open(store, new LogId("internal", "catalog"), LogConfig.DEFAULT, shard::execute));
        catalog.seed("/", "guest", "guest", random);
        catalog.putPermissions("/", "guest", Permissions.of(".*", ".*", ".*"));
        topics = Topics.open(new Topics.Ground(List.of(shard), store, Durability.OS, () -> Decompressor.NONE,
                Map.of()));
        MemoryBudget budget = new MemoryBudget(64 << 20);
        vhost = VirtualHost.open("/", VhostSettings.DEFAULT, PolicySet.EMPTY, new VhostContext(shard, store,
                LogConfig.DEFAULT, new TopicStreams("/", shard, topics, () -> Decompressor.NONE,
                new SharePartitions(List.of(shard), store, Durability.OS, DeadLetters.NONE)), budget, random));
        face = new AmqpFace(settings, catalog::image, new Logins(catalog::image, Set.of("guest"), loginWork::add, random),
                Map.of("/", vhost)::get);
    }

    /** A socket that has said nothing yet. */
    AmqpPeer accept() {
        AmqpPeer peer = new AmqpPeer(this, new MemoryTransport(port++));
        peers.add(peer);
        return peer;
    }

    /** A connection of user guest to the virtual host "/". */
    AmqpPeer connect() {
        return accept().logIn();
    }

    /** Runs everything that is due now, and lets the peers see what they were sent. */
    void settle() {
        home.run();
        shard.run();
        peers.forEach(AmqpPeer::read);
    }

    /** Lets time pass. */
    void pass(long ms) {
        shard.advance(ms);
        if (home != shard) {
            home.advance(ms);
        }
        settle();
    }
}
