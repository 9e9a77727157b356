package io.volok.server.kafka.share;

import io.volok.broker.partition.Topics;
import io.volok.broker.share.SharePartitions;
import io.volok.broker.share.ShareSettings;
import io.volok.server.kafka.coordinator.GroupCoordination;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.Exchange;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.coordinator.group.GroupConfig;
import org.apache.kafka.coordinator.group.GroupCoordinator;
import org.apache.kafka.coordinator.group.ShareGroupAutoOffsetResetStrategy;
import org.apache.kafka.coordinator.group.modern.share.ShareGroupConfig;

/**
 * What the handlers of share groups share.
 *
 * @param topics the catalog of topics
 * @param partitions what groups have acquired and done
 * @param groups the group coordinator, which knows the settings of groups
 * @param sessions how many sessions there are
 * @param access what users may do
 */
public record ShareFace(Topics topics, SharePartitions partitions, GroupCoordination groups,
                        SessionLimit sessions, Access access) {

    boolean mayGroup(Exchange exchange, AclOperation operation, String groupId) {
        return access.permits(exchange, operation, ResourceType.GROUP, groupId);
    }

    boolean mayTopic(Exchange exchange, AclOperation operation, String topic) {
        return access.permits(exchange, operation, ResourceType.TOPIC, topic);
    }

    /** How a group shares, as its settings and the broker's say. */
    CompletableFuture<ShareSettings> settings(String groupId) {
        return groups.started().thenApply(coordinator -> settings(groupId, coordinator));
    }

    private ShareSettings settings(String groupId, GroupCoordinator coordinator) {
        ShareGroupConfig broker = groups.settings().share();
        Optional<GroupConfig> group = coordinator.groupConfig(groupId);
        ShareGroupAutoOffsetResetStrategy reset = group.flatMap(GroupConfig::shareAutoOffsetReset)
                .orElse(GroupConfig.defaultShareAutoOffsetReset());
        IsolationLevel isolation = group.flatMap(GroupConfig::shareIsolationLevel)
                .orElse(GroupConfig.defaultShareIsolationLevel());
        return new ShareSettings(
                group.flatMap(GroupConfig::shareRecordLockDurationMs).orElse(broker.shareGroupRecordLockDurationMs()),
                group.flatMap(GroupConfig::shareDeliveryCountLimit).orElse(broker.shareGroupDeliveryCountLimit()),
                group.flatMap(GroupConfig::sharePartitionMaxRecordLocks)
                        .orElse(broker.shareGroupPartitionMaxRecordLocks()),
                group.flatMap(GroupConfig::shareRenewAcknowledgeEnable)
                        .orElse(GroupConfig.SHARE_RENEW_ACKNOWLEDGE_ENABLE_DEFAULT),
                switch (reset.type()) {
                    case EARLIEST -> ShareSettings.Reset.EARLIEST;
                    case LATEST -> ShareSettings.Reset.LATEST;
                    case BY_DURATION -> ShareSettings.Reset.BY_AGE;
                },
                age(reset), isolation == IsolationLevel.READ_COMMITTED);
    }

    /** The library turns the age into a point in time as of now. */
    private long age(ShareGroupAutoOffsetResetStrategy reset) {
        return reset.type() == ShareGroupAutoOffsetResetStrategy.StrategyType.BY_DURATION
                ? topics.shards().getFirst().nowMs() - reset.timestamp() : 0;
    }
}
