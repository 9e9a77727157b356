package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiTable;
import org.apache.kafka.common.protocol.ApiKeys;

/** Enters the APIs of groups into the table of what this broker answers. */
public final class GroupHandlers {

    private GroupHandlers() {
    }

    /**
     * Enters all but those of share groups.
     *
     * @param prepareTransactions makes sure that the topic of transactions exists; runs on a session's shard
     */
    public static void register(ApiTable table, GroupFace face, Runnable prepareTransactions) {
        table.register(ApiKeys.FIND_COORDINATOR, 0, 6, new FindCoordinatorHandler(face, prepareTransactions));
        registerClassic(table, face);
        registerOffsets(table, face);
        registerModern(table, face);
    }

    private static void registerClassic(ApiTable table, GroupFace face) {
        table.register(ApiKeys.JOIN_GROUP, 0, 9, new JoinGroupHandler(face));
        table.register(ApiKeys.SYNC_GROUP, 0, 5, new SyncGroupHandler(face));
        table.register(ApiKeys.HEARTBEAT, 0, 4, new HeartbeatHandler(face));
        table.register(ApiKeys.LEAVE_GROUP, 0, 5, new LeaveGroupHandler(face));
        table.register(ApiKeys.DESCRIBE_GROUPS, 0, 6, new DescribeGroupsHandler(face));
        table.register(ApiKeys.LIST_GROUPS, 0, 5, new ListGroupsHandler(face));
        table.register(ApiKeys.DELETE_GROUPS, 0, 3, new DeleteGroupsHandler(face));
    }

    private static void registerOffsets(ApiTable table, GroupFace face) {
        table.register(ApiKeys.OFFSET_COMMIT, 2, 10, new OffsetCommitHandler(face));
        table.register(ApiKeys.OFFSET_FETCH, 1, 10, new OffsetFetchHandler(face));
        table.register(ApiKeys.OFFSET_DELETE, 0, 0, new OffsetDeleteHandler(face));
        table.register(ApiKeys.TXN_OFFSET_COMMIT, 0, 6, new TxnOffsetCommitHandler(face));
    }

    private static void registerModern(ApiTable table, GroupFace face) {
        table.register(ApiKeys.CONSUMER_GROUP_HEARTBEAT, 0, 1, new ConsumerGroupHeartbeatHandler(face));
        table.register(ApiKeys.CONSUMER_GROUP_DESCRIBE, 0, 1, new ConsumerGroupDescribeHandler(face));
        table.register(ApiKeys.STREAMS_GROUP_HEARTBEAT, 0, 1, new StreamsGroupHeartbeatHandler(face));
        table.register(ApiKeys.STREAMS_GROUP_DESCRIBE, 0, 1, new StreamsGroupDescribeHandler(face));
    }

    /** Enters the membership of share groups, for a broker that lets them fetch. */
    public static void registerShare(ApiTable table, GroupFace face) {
        table.register(ApiKeys.SHARE_GROUP_HEARTBEAT, 1, 1, new ShareGroupHeartbeatHandler(face));
        table.register(ApiKeys.SHARE_GROUP_DESCRIBE, 1, 1, new ShareGroupDescribeHandler(face));
    }
}
