package io.volok.server.kafka.admin;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicOutcome;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.TopicIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/**
 * Metadata v0-13.
 *
 * <ul>
 *   <li>v0: no topics named means all; from v1 on that is null, and none means none.
 *   <li>A topic that does not exist is made, if the client (v4) and the broker allow it, and answered when it is there.
 *   <li>v10-11 carry topic ids in answers only, v12 in requests too; then entries with nothing but a name are ignored.
 * </ul>
 */
final class MetadataHandler implements ApiHandler<MetadataRequestData> {

    private static final int IDS_FROM = 12;
    private static final int TOPIC_ACCESS_FROM = 8;

    private final Surroundings surroundings;
    private final TopicCreation creation;

    MetadataHandler(Surroundings surroundings, TopicCreation creation) {
        this.surroundings = surroundings;
        this.creation = creation;
    }

    @Override
    public void handle(MetadataRequestData request, Exchange exchange) {
        MetadataResponseData response = new MetadataResponseData();
        boolean all = request.topics() == null || exchange.version() == 0 && request.topics().isEmpty();
        if (all) {
            addAll(response, request, exchange);
            complete(response, request, exchange);
            return;
        }
        List<String> missing = new ArrayList<>();
        boolean byId = request.topics().stream().anyMatch(topic -> !topic.topicId().equals(Uuid.ZERO_UUID));
        for (MetadataRequestTopic topic : request.topics()) {
            checkForm(topic, exchange);
            if (byId) {
                if (!topic.topicId().equals(Uuid.ZERO_UUID)) {
                    response.topics().add(byId(topic.topicId(), request, exchange));
                }
            } else if (!addByName(topic.name(), response, request, exchange)) {
                missing.add(topic.name());
            }
        }
        createThenComplete(missing, response, request, exchange);
    }

    private static void checkForm(MetadataRequestTopic topic, Exchange exchange) {
        if (exchange.version() < IDS_FROM && topic.name() == null) {
            throw new InvalidRequestException("Topic name can not be null for version " + exchange.version());
        }
        if (exchange.version() < IDS_FROM && !topic.topicId().equals(Uuid.ZERO_UUID)) {
            throw new InvalidRequestException(
                    "Topic IDs are not supported in requests for version " + exchange.version());
        }
    }

    private void addAll(MetadataResponseData response, MetadataRequestData request, Exchange exchange) {
        for (Topic topic : surroundings.image().topics()) {
            if (surroundings.mayTopic(exchange, AclOperation.DESCRIBE, topic.name())) {
                response.topics().add(describe(topic, request, exchange));
            }
        }
    }

    private MetadataResponseTopic byId(Uuid id, MetadataRequestData request, Exchange exchange) {
        Topic topic = TopicIds.find(surroundings.image(), id);
        if (topic == null || !surroundings.mayTopic(exchange, AclOperation.DESCRIBE, topic.name())) {
            return new MetadataResponseTopic().setTopicId(id).setName(null)
                    .setErrorCode(Errors.UNKNOWN_TOPIC_ID.code());
        }
        return describe(topic, request, exchange);
    }

    /** Adds what can be said about the topic; false if it does not exist and may be made. */
    private boolean addByName(String name, MetadataResponseData response, MetadataRequestData request,
                              Exchange exchange) {
        if (name == null || response.topics().find(name) != null) {
            return true;
        }
        Topic topic = surroundings.image().byName(name);
        if (!surroundings.mayTopic(exchange, AclOperation.DESCRIBE, name)) {
            response.topics().add(failed(name, Errors.TOPIC_AUTHORIZATION_FAILED));
            return true;
        }
        if (topic != null) {
            response.topics().add(describe(topic, request, exchange));
            return true;
        }
        Errors error = Topic.nameFault(name) != null ? Errors.INVALID_TOPIC_EXCEPTION
                : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        boolean mayMake = error == Errors.UNKNOWN_TOPIC_OR_PARTITION && request.allowAutoTopicCreation()
                && surroundings.settings().flag("auto.create.topics.enable");
        if (mayMake && !surroundings.mayCreate(exchange, name)) {
            error = Errors.TOPIC_AUTHORIZATION_FAILED;
            mayMake = false;
        }
        if (!mayMake) {
            response.topics().add(failed(name, error));
        }
        return !mayMake;
    }

    private void createThenComplete(List<String> missing, MetadataResponseData response, MetadataRequestData request,
                                    Exchange exchange) {
        if (missing.isEmpty()) {
            complete(response, request, exchange);
            return;
        }
        String name = missing.removeLast();
        int partitions = creation.defaultPartitions();
        surroundings.topics().create(name, partitions, Map.of(), outcome -> onHome(exchange, () -> {
            response.topics().add(made(name, outcome, request, exchange));
            createThenComplete(missing, response, request, exchange);
        }));
    }

    private MetadataResponseTopic made(String name, TopicOutcome outcome, MetadataRequestData request,
                                       Exchange exchange) {
        Topic topic = surroundings.image().byName(name);
        if (topic != null) {
            return describe(topic, request, exchange);
        }
        return failed(name, outcome instanceof TopicOutcome.Refused refused
                ? AdminErrors.of(refused.reason()) : Errors.LEADER_NOT_AVAILABLE);
    }

    private void complete(MetadataResponseData response, MetadataRequestData request, Exchange exchange) {
        Node here = surroundings.broker().nodeFor(exchange.session());
        response.brokers().add(new MetadataResponseBroker().setNodeId(here.id()).setHost(here.host())
                .setPort(here.port()).setRack(here.rack()));
        response.setControllerId(here.id()).setClusterId(surroundings.broker().clusterId());
        if (request.includeClusterAuthorizedOperations()) {
            response.setClusterAuthorizedOperations(surroundings.mayCluster(exchange, AclOperation.DESCRIBE)
                    ? surroundings.permittedOnCluster(exchange) : 0);
        }
        exchange.answer(response);
    }

    private MetadataResponseTopic describe(Topic topic, MetadataRequestData request, Exchange exchange) {
        MetadataResponseTopic described = new MetadataResponseTopic().setName(topic.name())
                .setTopicId(TopicIds.wire(topic.id())).setIsInternal(topic.internal());
        List<Integer> here = List.of(surroundings.broker().id());
        for (int index = 0; index < topic.partitionCount(); index++) {
            described.partitions().add(new MetadataResponsePartition().setPartitionIndex(index)
                    .setLeaderId(surroundings.broker().id()).setLeaderEpoch(Partition.LEADER_EPOCH)
                    .setReplicaNodes(here).setIsrNodes(here));
        }
        if (exchange.version() >= TOPIC_ACCESS_FROM && request.includeTopicAuthorizedOperations()) {
            described.setTopicAuthorizedOperations(surroundings.permittedOnTopic(exchange, topic.name()));
        }
        return described;
    }

    private static MetadataResponseTopic failed(String name, Errors error) {
        return new MetadataResponseTopic().setName(name).setErrorCode(error.code()).setIsInternal(
                Topic.isInternal(name));
    }

    private static void onHome(Exchange exchange, Runnable task) {
        if (exchange.shard().isCurrent()) {
            task.run();
        } else {
            exchange.shard().execute(task);
        }
    }
}
