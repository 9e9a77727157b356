package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.message.StreamsGroupDescribeRequestData;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData.Subtopology;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData.TopicInfo;

/**
 * StreamsGroupDescribe v0-1 (KIP-1071).
 *
 * <ul>
 *   <li>A topology with a topic that the user may not describe hides the whole group.
 *   <li>v1 may ask for the topology's description, which only a plug-in could keep: there is none.
 * </ul>
 */
record StreamsGroupDescribeHandler(GroupFace face) implements ApiHandler<StreamsGroupDescribeRequestData> {

    private static final GroupDescription<DescribedGroup> KIND = new GroupDescription<>(
            (groupId, error, text) -> new DescribedGroup().setGroupId(groupId).setErrorCode(error.code())
                    .setErrorMessage(text),
            DescribedGroup::errorCode, DescribedGroup::groupId, StreamsGroupDescribeHandler::topics,
            DescribedGroup::setAuthorizedOperations,
            "The described group uses topics that the client is not authorized to describe.");

    @Override
    public void handle(StreamsGroupDescribeRequestData request, Exchange exchange) {
        boolean withDescription = request.includeTopologyDescription();
        var described = KIND.describe(face, exchange, request.groupIds(), request.includeAuthorizedOperations(),
                groupIds -> face.ask(coordinator ->
                        coordinator.streamsGroupDescribe(exchange.context(), groupIds, withDescription)));
        face.answer(request, exchange,
                described.thenApply(groups -> new StreamsGroupDescribeResponseData().setGroups(groups)));
    }

    private static Stream<String> topics(DescribedGroup group) {
        List<Subtopology> parts = group.topology() == null ? List.of() : group.topology().subtopologies();
        return parts.stream().flatMap(part -> Stream.of(
                part.sourceTopics().stream(), part.repartitionSinkTopics().stream(),
                part.repartitionSourceTopics().stream().map(TopicInfo::name),
                part.stateChangelogTopics().stream().map(TopicInfo::name)))
                .flatMap(names -> names);
    }
}
