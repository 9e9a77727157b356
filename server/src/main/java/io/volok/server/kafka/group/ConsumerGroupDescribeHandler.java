package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.Errors;

/**
 * ConsumerGroupDescribe v0-1 (KIP-848).
 *
 * <ul>
 *   <li>A group that is none of this kind answers GROUP_ID_NOT_FOUND.
 *   <li>Assignments that hold a topic which the user may not describe hide the whole group.
 * </ul>
 */
record ConsumerGroupDescribeHandler(GroupFace face) implements ApiHandler<ConsumerGroupDescribeRequestData> {

    @Override
    public void handle(ConsumerGroupDescribeRequestData request, Exchange exchange) {
        var described = GroupList.ask(face, exchange, AclOperation.DESCRIBE, request.groupIds(),
                (groupId, error) -> new DescribedGroup().setGroupId(groupId).setErrorCode(error.code()),
                groupIds -> face.ask(coordinator -> coordinator.consumerGroupDescribe(exchange.context(), groupIds)));
        boolean withPermitted = request.includeAuthorizedOperations();
        face.answer(request, exchange, described.thenApply(groups -> new ConsumerGroupDescribeResponseData()
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
                .flatMap(member -> Stream.of(member.assignment(), member.targetAssignment()))
                .flatMap(assignment -> assignment.topicPartitions().stream())
                .map(ConsumerGroupDescribeResponseData.TopicPartitions::topicName)
                .distinct();
    }
}
