package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.StreamsGroupDescribeRequestData;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData.Subtopology;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData.TopicInfo;
import org.apache.kafka.common.protocol.Errors;

/**
 * StreamsGroupDescribe v0-1 (KIP-1071).
 *
 * <ul>
 *   <li>A topology with a topic that the user may not describe hides the whole group.
 *   <li>v1 may ask for the topology's description, which only a plug-in could keep: there is none.
 * </ul>
 */
record StreamsGroupDescribeHandler(GroupFace face) implements ApiHandler<StreamsGroupDescribeRequestData> {

    @Override
    public void handle(StreamsGroupDescribeRequestData request, Exchange exchange) {
        boolean withDescription = request.includeTopologyDescription();
        var described = GroupList.ask(face, exchange, AclOperation.DESCRIBE, request.groupIds(),
                (groupId, error) -> new DescribedGroup().setGroupId(groupId).setErrorCode(error.code()),
                groupIds -> face.ask(coordinator ->
                        coordinator.streamsGroupDescribe(exchange.context(), groupIds, withDescription)));
        boolean withPermitted = request.includeAuthorizedOperations();
        face.answer(request, exchange, described.thenApply(groups -> new StreamsGroupDescribeResponseData()
                .setGroups(groups.stream().map(group -> shown(group, withPermitted, exchange)).toList())));
    }

    private DescribedGroup shown(DescribedGroup group, boolean withPermitted, Exchange exchange) {
        if (group.errorCode() != Errors.NONE.code()) {
            return group;
        }
        if (!topics(group).allMatch(topic -> face.mayTopic(exchange, AclOperation.DESCRIBE, topic))) {
            return new DescribedGroup().setGroupId(group.groupId())
                    .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                    .setErrorMessage("The described group uses topics that the client is not authorized to describe.")
                    .setMembers(List.of());
        }
        return withPermitted
                ? group.setAuthorizedOperations(face.permittedOn(exchange, group.groupId())) : group;
    }

    private static Stream<String> topics(DescribedGroup group) {
        List<Subtopology> parts = group.topology() == null ? List.of() : group.topology().subtopologies();
        return parts.stream().flatMap(part -> Stream.of(
                part.sourceTopics().stream(), part.repartitionSinkTopics().stream(),
                part.repartitionSourceTopics().stream().map(TopicInfo::name),
                part.stateChangelogTopics().stream().map(TopicInfo::name)))
                .flatMap(names -> names).distinct();
    }
}
