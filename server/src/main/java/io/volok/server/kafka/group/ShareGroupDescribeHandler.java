package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;

/**
 * ShareGroupDescribe v1 (KIP-932).
 *
 * <ul>
 *   <li>A group that is none of this kind answers GROUP_ID_NOT_FOUND.
 *   <li>Assignments that hold a topic which the user may not describe hide the whole group.
 * </ul>
 */
record ShareGroupDescribeHandler(GroupFace face) implements ApiHandler<ShareGroupDescribeRequestData> {

    private static final GroupDescription<DescribedGroup> KIND = new GroupDescription<>(
            (groupId, error, text) -> new DescribedGroup().setGroupId(groupId).setErrorCode(error.code())
                    .setErrorMessage(text),
            DescribedGroup::errorCode, DescribedGroup::groupId, ShareGroupDescribeHandler::topics,
            DescribedGroup::setAuthorizedOperations,
            "The group has described topic(s) that the client is not authorized to describe.");

    @Override
    public void handle(ShareGroupDescribeRequestData request, Exchange exchange) {
        var described = KIND.describe(face, exchange, request.groupIds(), request.includeAuthorizedOperations(),
                groupIds -> face.ask(coordinator -> coordinator.shareGroupDescribe(exchange.context(), groupIds)));
        face.answer(request, exchange,
                described.thenApply(groups -> new ShareGroupDescribeResponseData().setGroups(groups)));
    }

    private static Stream<String> topics(DescribedGroup group) {
        return group.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(ShareGroupDescribeResponseData.TopicPartitions::topicName);
    }
}
