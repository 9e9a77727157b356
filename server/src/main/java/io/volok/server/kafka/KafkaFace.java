package io.volok.server.kafka;

import io.volok.broker.partition.Topics;
import io.volok.broker.shard.Shard;
import io.volok.broker.share.SharePartitions;
import io.volok.log.Durability;
import io.volok.log.store.SegmentStore;
import io.volok.server.kafka.admin.BrokerSettings;
import io.volok.server.kafka.admin.Disk;
import io.volok.server.kafka.admin.ListenerSettings;
import io.volok.server.kafka.admin.Surroundings;
import io.volok.server.kafka.coordinator.GroupCoordination;
import io.volok.server.kafka.data.KafkaDecompressor;
import io.volok.server.kafka.login.Mechanism;
import io.volok.server.kafka.quota.ConnectionRates;
import io.volok.server.kafka.quota.QuotaHandlers;
import io.volok.server.kafka.quota.Quotas;
import io.volok.server.kafka.security.Acls;
import io.volok.server.kafka.security.ScramLogin;
import io.volok.server.kafka.security.ScramUsers;
import io.volok.server.kafka.security.SecurityHandlers;
import io.volok.server.kafka.share.DeadLetterTopics;
import io.volok.server.kafka.share.ShareStatePersister;
import io.volok.server.kafka.txn.StoredProducerIds;
import io.volok.server.kafka.wire.ApiTable;
import io.volok.server.kafka.wire.Broker;
import io.volok.server.kafka.wire.KafkaSessions;
import io.volok.server.kafka.wire.Peer;
import io.volok.server.net.ConnectionLimits;
import io.volok.server.net.ConnectionSlots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * The Kafka face of one broker: its topics, and sessions for its listeners.
 *
 * <p>Opened before the shards run, closed shard by shard.
 */
public final class KafkaFace {

    private final Ground ground;
    private final Topics topics;
    private final StoredProducerIds producerIds;
    private final SharePartitions shares;
    private final Coordinators coordinators;
    private final BrokerSettings settings;
    private final Surroundings surroundings;
    private final Upkeep upkeep;
    private final Quotas quotas;
    private final ConnectionSlots slots;
    private final ConnectionRates rates;
    private final ApiTable table = new ApiTable();
    /** Why producers are held back, or null. */
    private volatile String alarm;
    private final Map<String, Mechanism> mechanisms = new ConcurrentSkipListMap<>();

    /**
     * What the face stands on.
     *
     * @param settings   the broker's settings as it was started, under Kafka's names
     * @param background runs one long task after the other, away from the shards
     */
    public record Ground(List<Shard> shards, SegmentStore store, Durability durability, Broker broker,
                         Map<String, String> settings, Executor background) {
    }

    private KafkaFace(Ground ground) {
        this.ground = ground;
        topics = Topics.open(new Topics.Ground(ground.shards(), ground.store(), ground.durability(),
                KafkaDecompressor::new, settingsOf(ground)));
        producerIds = StoredProducerIds.open(ground.store(), ground.durability(), ground.shards().getFirst());
        settings = new BrokerSettings(topics);
        Acls acls = new Acls(topics);
        ScramUsers scramUsers = new ScramUsers(topics);
        surroundings = new Surroundings(topics, acls, ground.broker(), settings);
        shares = new SharePartitions(ground.shards(), ground.store(), ground.durability(),
                new DeadLetterTopics(topics, this::groups));
        shares.deleteOrphans(id -> topics.image().byId(id) != null);
        topics.onChange(() -> shares.forgetTopics(id -> topics.image().byId(id) != null));
        coordinators = new Coordinators(topics, ground.broker().id(), settings, producerIds,
                new ShareStatePersister(topics, shares), acls);
        upkeep = new Upkeep(topics, settings, ground.background());
        quotas = new Quotas(topics, settings::number);
        slots = new ConnectionSlots(() -> settings.number("max.connections"));
        topics.onChange(slots::review);
        rates = new ConnectionRates(quotas, () -> settings.number("max.connection.creation.rate"),
                ground.shards().getFirst());
        QuotaHandlers.register(table, quotas, acls);
        SecurityHandlers.register(table, acls, scramUsers);
        offer(ScramLogin.sha256(scramUsers));
        offer(ScramLogin.sha512(scramUsers));
        Handlers.register(table, surroundings, producerIds, coordinators,
                new Handlers.Storage(this::disk, () -> alarm, quotas), mechanisms);
        Handlers.registerShare(table, surroundings, coordinators, shares);
    }

    private GroupCoordination groups() {
        return coordinators.groups();
    }

    /** Recovers the catalog and what belongs to it. */
    public static KafkaFace open(Ground ground) {
        return new KafkaFace(ground);
    }

    /** The topics, for everybody who puts messages into them or reads them. */
    public Topics topics() {
        return topics;
    }

    /** How far groups have worked off partitions, for whoever else works like a share group. */
    public SharePartitions shares() {
        return shares;
    }

    /** What is answered, and in which versions. */
    public ApiTable table() {
        return table;
    }

    /**
     * Offers a way to log in, unless {@code sasl.enabled.mechanisms} is set and leaves it out. Before the first listener
     * opens.
     */
    public void offer(Mechanism mechanism) {
        String enabled = ground.settings().get("sasl.enabled.mechanisms");
        if (enabled == null || List.of(enabled.split("\\s*,\\s*")).contains(mechanism.name())) {
            mechanisms.put(mechanism.name(), mechanism);
        }
    }

    /**
     * Holds back producers, with an error on which they try again, or lets them go on. Any thread.
     *
     * @param reason what the broker is short of; null for nothing
     */
    public void alarm(String reason) {
        alarm = reason;
    }

    /** Makes the sessions of a plaintext listener. */
    public KafkaSessions plaintext() {
        return sessions("PLAINTEXT", SecurityProtocol.PLAINTEXT);
    }

    /**
     * Makes the sessions of a listener whose protocol is written as in {@code listener.security.protocol.map}.
     *
     * @throws IllegalArgumentException if Kafka has no such protocol
     */
    public KafkaSessions sessions(String listener, String protocol) {
        return sessions(listener, SecurityProtocol.forName(protocol));
    }

    /** Makes the sessions of a listener; over TLS or not is the listener's own business. */
    public KafkaSessions sessions(String listener, SecurityProtocol security) {
        return new KafkaSessions(table, new Peer(new ListenerName(listener), security,
                settings.number("socket.request.max.bytes")), quotas);
    }

    /** How many connections a listener takes, and how long one may be silent. */
    public ConnectionLimits connectionLimits(String listener) {
        ListenerSettings own = new ListenerSettings(listener, settings);
        return new ConnectionLimits(slots.door(() -> own.number("max.connections", Integer.MAX_VALUE)),
                address -> ConnectionRates.mostFrom(address, settings.number("max.connections.per.ip"),
                        settings.value("max.connections.per.ip.overrides")),
                () -> Math.max(0, settings.longNumber("connections.max.idle.ms")),
                rates.ofListener(() -> own.number("max.connection.creation.rate", Integer.MAX_VALUE)),
                () -> Math.max(0, settings.number("socket.send.buffer.bytes")));
    }

    /** Starts what one shard does by itself: recovery of coordinators, maintenance. Called there, once. */
    public void start(Shard shard) {
        if (shard == ground.shards().getFirst()) {
            coordinators.recover();
        }
        upkeep.start(shard);
    }

    /** Stops what has threads of its own. Called first, and not on a shard. */
    public void stop() {
        coordinators.close();
    }

    /** Closes one shard's logs. Called there; the first shard comes last. */
    public void close(Shard shard) {
        shares.close(shard);
        topics.close(shard);
        if (shard == ground.shards().getFirst()) {
            producerIds.close();
        }
    }

    private Disk disk() {
        Map<String, String> given = ground.settings();
        String path = given.getOrDefault("log.dirs", given.getOrDefault("log.dir", given.getOrDefault("data", "data")));
        return new Disk(path, ground.store().totalBytes(), ground.store().usableBytes());
    }

    /** What was set, and what the broker knows of itself. */
    private static Map<String, String> settingsOf(Ground ground) {
        Map<String, String> settings = new HashMap<>(ground.settings());
        String id = Integer.toString(ground.broker().id());
        settings.put("node.id", id);
        settings.put("broker.id", id);
        settings.put("process.roles", "broker,controller");
        return settings;
    }
}
