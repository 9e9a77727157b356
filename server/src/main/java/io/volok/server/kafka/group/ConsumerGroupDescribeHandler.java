package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;

/**
 * ConsumerGroupDescribe v0-1 (KIP-848).
 *
 * <ul>
 *   <li>A group that is none of this kind answers GROUP_ID_NOT_FOUND.
 *   <li>Assignments that hold a topic which the user may not describe hide the whole group.
 * </ul>
 */
record ConsumerGroupDescribeHandler(GroupFace face) implements ApiHandler<ConsumerGroupDescribeRequestData> {

    private static final GroupDescription<DescribedGroup> KIND = new GroupDescription<>(
            (groupId, error, text) -> new DescribedGroup().setGroupId(groupId).setErrorCode(error.code())
                    .setErrorMessage(text),
            DescribedGroup::errorCode, DescribedGroup::groupId, ConsumerGroupDescribeHandler::topics,
            DescribedGroup::setAuthorizedOperations,
            "The group has described topic(s) that the client is not authorized to describe.");

    @Override
    public void handle(ConsumerGroupDescribeRequestData request, Exchange exchange) {
        var described = KIND.describe(face, exchange, request.groupIds(), request.includeAuthorizedOperations(),
                groupIds -> face.ask(coordinator -> coordinator.consumerGroupDescribe(exchange.context(), groupIds)));
        face.answer(request, exchange,
                described.thenApply(groups -> new ConsumerGroupDescribeResponseData().setGroups(groups)));
    }

    private static Stream<String> topics(DescribedGroup group) {
        return group.members().stream()
                .flatMap(member -> Stream.of(member.assignment(), member.targetAssignment()))
                .flatMap(assignment -> assignment.topicPartitions().stream())
                .map(ConsumerGroupDescribeResponseData.TopicPartitions::topicName);
    }
}
