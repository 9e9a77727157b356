package io.volok.server.kafka.share;

import io.volok.server.kafka.wire.ApiTable;
import org.apache.kafka.common.protocol.ApiKeys;

/** Enters the APIs of share groups into the table of what this broker answers. */
public final class ShareHandlers {

    private ShareHandlers() {
    }

    /** Enters them all but membership. */
    public static void register(ApiTable table, ShareFace face) {
        table.register(ApiKeys.SHARE_FETCH, 1, 2, new ShareFetchHandler(face));
        table.register(ApiKeys.SHARE_ACKNOWLEDGE, 1, 2, new ShareAcknowledgeHandler(face));
        table.register(ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS, 0, 1, new DescribeShareGroupOffsetsHandler(face));
        table.register(ApiKeys.ALTER_SHARE_GROUP_OFFSETS, 0, 0, new AlterShareGroupOffsetsHandler(face));
        table.register(ApiKeys.DELETE_SHARE_GROUP_OFFSETS, 0, 0, new DeleteShareGroupOffsetsHandler(face));
    }
}
