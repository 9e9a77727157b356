package io.volok.server.kafka;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TopicsImage;
import io.volok.broker.txn.ProducerIds;
import io.volok.broker.txn.Transactions;
import io.volok.broker.txn.TxnConfig;
import io.volok.server.kafka.admin.BrokerSettings;
import io.volok.server.kafka.coordinator.CatalogTopic;
import io.volok.server.kafka.coordinator.GroupCoordination;
import io.volok.server.kafka.coordinator.GroupSettings;
import io.volok.server.kafka.coordinator.InternalTopic;
import io.volok.server.kafka.coordinator.TopicView;
import io.volok.server.kafka.security.Acls;
import io.volok.server.kafka.txn.OffsetEnlistment;
import io.volok.server.kafka.txn.OffsetMarkers;
import io.volok.server.kafka.wire.TopicIds;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.server.share.persister.Persister;

/**
 * The coordinators of groups and of transactions, tied to each other and to the catalog of topics.
 *
 * <p>Made before the shards run; {@link #recover} when they do. Each internal topic is created when it is first needed.
 */
final class Coordinators {

    private static final long START_DELAY_MS = 500;

    private final Topics topics;
    private final GroupCoordination groups;
    private final Transactions transactions;

    /** @param shareState keeps what share groups have consumed */
    Coordinators(Topics topics, int nodeId, BrokerSettings settings, ProducerIds producerIds, Persister shareState,
            Acls acls) {
        this.topics = topics;
        groups = new GroupCoordination(new GroupCoordination.Surroundings(nodeId, this::configured,
                this::offsetsTopic, new FollowedCatalog(topics), new OffsetEnlistment(this::transactions), shareState,
                this::endOffset), acls.authorizer());
        transactions = new Transactions(topics, new OffsetMarkers(groups, topics.shards().getFirst()), producerIds,
                txnConfig(settings));
        topics.onChange(groups::catalogChanged);
    }

    GroupCoordination groups() {
        return groups;
    }

    Transactions transactions() {
        return transactions;
    }

    /** Carries on where the internal topics say that something was. Call it once, on the first shard. */
    void recover() {
        transactions.recover();
        if (topics.image().byName(Transactions.OFFSETS_TOPIC) != null) {
            // Loading the library's classes keeps a core busy, and the listeners come first. Whoever asks starts it too.
            topics.shards().getFirst().schedule(START_DELAY_MS, groups::start);
        }
    }

    /** Stops the coordinators' own threads. Not on a shard, and before the shards close. */
    void close() {
        groups.close();
    }

    /** What the operator set; the library has the defaults. */
    private Map<String, String> configured() {
        Map<String, String> configured = new HashMap<>(topics.staticConfigs());
        configured.putAll(topics.image().brokerConfigs());
        return configured;
    }

    private InternalTopic offsetsTopic(GroupSettings settings) {
        return CatalogTopic.findOrCreate(topics, Transactions.OFFSETS_TOPIC,
                settings.coordinator().offsetsTopicPartitions(), settings.offsetsTopicConfig()).join();
    }

    private CompletableFuture<Long> endOffset(TopicPartition asked) {
        Topic topic = topics.image().byName(asked.topic());
        Partition partition = topic == null ? null : topic.partition(asked.partition());
        if (partition == null) {
            return CompletableFuture.failedFuture(new UnknownTopicOrPartitionException());
        }
        return CompletableFuture.supplyAsync(
                () -> partition.bounds().highWatermark(), partition.shard()::execute);
    }

    private static TxnConfig txnConfig(BrokerSettings settings) {
        return new TxnConfig(settings.number("transaction.max.timeout.ms"),
                settings.number("transactional.id.expiration.ms"),
                settings.number("transaction.abort.timed.out.transaction.cleanup.interval.ms"),
                settings.number("transaction.remove.expired.transaction.cleanup.interval.ms"),
                settings.number("transaction.state.log.num.partitions"),
                settings.number("transaction.state.log.segment.bytes"));
    }

    /** The catalog as the group coordinator follows it. */
    private record FollowedCatalog(Topics source) implements GroupCoordination.Catalog {

        @Override
        public Collection<TopicView> topics() {
            return source.image().topics().stream()
                    .map(topic -> new TopicView(topic.name(), TopicIds.wire(topic.id()), topic.partitionCount()))
                    .toList();
        }

        @Override
        public Map<String, Map<String, String>> groupConfigs() {
            TopicsImage image = source.image();
            Map<String, Map<String, String>> configs = new HashMap<>();
            for (ConfiguredThing thing : image.configured()) {
                if (thing.kind() == ConfiguredThing.Kind.GROUP) {
                    configs.put(thing.name(), image.configs(thing));
                }
            }
            return configs;
        }
    }
}
