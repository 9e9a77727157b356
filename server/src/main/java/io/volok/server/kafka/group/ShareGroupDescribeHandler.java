package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.Errors;

/**
 * ShareGroupDescribe v1 (KIP-932).
 *
 * <ul>
 *   <li>A group that is none of this kind answers GROUP_ID_NOT_FOUND.
 *   <li>Assignments that hold a topic which the user may not describe hide the whole group.
 * </ul>
 */
record ShareGroupDescribeHandler(GroupFace face) implements ApiHandler<ShareGroupDescribeRequestData> {

    @Override
    public void handle(ShareGroupDescribeRequestData request, Exchange exchange) {
        var described = GroupList.ask(face, exchange, AclOperation.DESCRIBE, request.groupIds(),
                (groupId, error) -> new DescribedGroup().setGroupId(groupId).setErrorCode(error.code()),
                groupIds -> face.ask(coordinator -> coordinator.shareGroupDescribe(exchange.context(), groupIds)));
        boolean withPermitted = request.includeAuthorizedOperations();
        face.answer(request, exchange, described.thenApply(groups -> new ShareGroupDescribeResponseData()
                .setGroups(groups.stream().map(group -> shown(group, withPermitted, exchange)).toList())));
    }

    private DescribedGroup shown(DescribedGroup group, boolean withPermitted, Exchange exchange) {
        if (group.errorCode() != Errors.NONE.code()) {
            return group;
        }
        if (!topics(group).allMatch(topic -> face.mayTopic(exchange, AclOperation.DESCRIBE, topic))) {
            return new DescribedGroup().setGroupId(group.groupId())
                    .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                    .setErrorMessage("The group has described topic(s) that the client is not authorized to describe.")
                    .setMembers(List.of());
        }
        return withPermitted
                ? group.setAuthorizedOperations(face.permittedOn(exchange, group.groupId())) : group;
    }

    private static Stream<String> topics(DescribedGroup group) {
        return group.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(ShareGroupDescribeResponseData.TopicPartitions::topicName)
                .distinct();
    }
}
