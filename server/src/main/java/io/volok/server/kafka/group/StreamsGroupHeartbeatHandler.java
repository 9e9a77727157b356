package io.volok.server.kafka.group;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicOutcome;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.Subtopology;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.TopicInfo;
import org.apache.kafka.common.message.StreamsGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.StreamsGroupHeartbeatResponse.Status;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.coordinator.group.streams.StreamsGroupHeartbeatResult;

/**
 * StreamsGroupHeartbeat v0-1 (KIP-1071).
 *
 * <ul>
 *   <li>A topology that names internal or ill-named topics is refused before the coordinator sees it.
 *   <li>Missing repartition and changelog topics are created here; what went wrong is told in the status.
 * </ul>
 */
record StreamsGroupHeartbeatHandler(GroupFace face) implements ApiHandler<StreamsGroupHeartbeatRequestData> {

    @Override
    public void handle(StreamsGroupHeartbeatRequestData request, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            GroupFace.refuse(request, exchange, Errors.GROUP_AUTHORIZATION_FAILED);
            return;
        }
        List<String> topics = request.topology() == null ? List.of() : topics(request.topology().subtopologies());
        if (topics.stream().anyMatch(topic -> Topic.isInternal(topic) || Topic.nameFault(topic) != null)) {
            GroupFace.refuse(request, exchange, Errors.STREAMS_INVALID_TOPOLOGY);
        } else if (!topics.stream().allMatch(topic -> face.mayTopic(exchange, AclOperation.DESCRIBE, topic))) {
            GroupFace.refuse(request, exchange, Errors.TOPIC_AUTHORIZATION_FAILED);
        } else {
            face.relay(request, exchange, coordinator -> coordinator.streamsGroupHeartbeat(exchange.context(), request)
                    .thenCompose(result -> createMissing(result, exchange)));
        }
    }

    private static List<String> topics(List<Subtopology> subtopologies) {
        return subtopologies.stream().flatMap(part -> Stream.of(
                part.sourceTopics().stream(), part.repartitionSinkTopics().stream(),
                part.repartitionSourceTopics().stream().map(TopicInfo::name),
                part.stateChangelogTopics().stream().map(TopicInfo::name)))
                .flatMap(names -> names).distinct().toList();
    }

    private CompletableFuture<StreamsGroupHeartbeatResponseData> createMissing(
            StreamsGroupHeartbeatResult result, Exchange exchange) {
        StreamsGroupHeartbeatResponseData response = result.data();
        if (result.creatableTopics().isEmpty()) {
            return CompletableFuture.completedFuture(response);
        }
        List<CompletableFuture<String>> faults = new ArrayList<>();
        result.creatableTopics().forEach((name, topic) -> faults.add(mayCreate(exchange, name)
                ? create(topic) : CompletableFuture.completedFuture("Unauthorized to CREATE on topic " + name + ".")));
        return CompletableFuture.allOf(faults.toArray(CompletableFuture[]::new))
                .thenApply(nothing -> withFaults(response, faults));
    }

    private boolean mayCreate(Exchange exchange, String topic) {
        return face.access().permits(exchange, AclOperation.CREATE, ResourceType.CLUSTER, Resource.CLUSTER_NAME)
                || face.mayTopic(exchange, AclOperation.CREATE, topic);
    }

    /** Creates one topic; says what went wrong, or nothing. */
    private CompletableFuture<String> create(CreatableTopic topic) {
        Map<String, String> config = new HashMap<>();
        topic.configs().forEach(entry -> config.put(entry.name(), entry.value()));
        CompletableFuture<String> fault = new CompletableFuture<>();
        face.topics().create(topic.name(), topic.numPartitions(), config, outcome -> fault.complete(switch (outcome) {
            case TopicOutcome.Done done -> "";
            case TopicOutcome.Refused refused when refused.reason() == TopicOutcome.Reason.TOPIC_EXISTS -> "";
            case TopicOutcome.Refused refused -> topic.name() + ": " + refused.text();
        }));
        return fault;
    }

    private static StreamsGroupHeartbeatResponseData withFaults(
            StreamsGroupHeartbeatResponseData response, List<CompletableFuture<String>> faults) {
        List<String> told = faults.stream().map(CompletableFuture::join).filter(fault -> !fault.isEmpty()).toList();
        if (told.isEmpty() || response.status() == null) {
            return response;
        }
        for (StreamsGroupHeartbeatResponseData.Status status : response.status()) {
            if (status.statusCode() == Status.MISSING_INTERNAL_TOPICS.code()) {
                status.setStatusDetail(status.statusDetail() + "; Creation failed: " + String.join(", ", told));
            }
        }
        return response;
    }
}
