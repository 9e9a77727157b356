package io.volok.server.kafka.admin;

import io.volok.broker.partition.TopicOutcome;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import io.volok.server.kafka.wire.Mutations;
import io.volok.server.kafka.wire.TopicIds;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.Errors;

/**
 * CreateTopics v2-7.
 *
 * <ul>
 *   <li>Each topic succeeds or fails by itself; the answer waits until all of them are kept.
 *   <li>{@code validateOnly} checks and changes nothing. v5 answers with the settings of the new topic, v7 with its id.
 * </ul>
 */
final class CreateTopicsHandler implements ApiHandler<CreateTopicsRequestData> {

    private static final short REPLICATION_FACTOR = 1;

    private final Surroundings surroundings;
    private final TopicCreation creation;
    private final MutationQuota quota;

    CreateTopicsHandler(Surroundings surroundings, TopicCreation creation, MutationQuota quota) {
        this.surroundings = surroundings;
        this.creation = creation;
        this.quota = quota;
    }

    @Override
    public void handle(CreateTopicsRequestData request, Exchange exchange) {
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        request.topics().forEach(topic -> {
            if (!seen.add(topic.name())) {
                twice.add(topic.name());
            }
        });
        Mutations mutations = quota.begin(exchange);
        Gathering gathering = new Gathering(exchange,
                () -> exchange.answer(response.setThrottleTimeMs(MutationQuota.slowDown(exchange, mutations))));
        for (CreatableTopic wish : request.topics()) {
            if (twice.contains(wish.name())) {
                if (response.topics().find(wish.name()) == null) {
                    response.topics().add(failed(wish.name(), Errors.INVALID_REQUEST, "Duplicate topic name."));
                }
            } else {
                create(wish, request.validateOnly(), response, mutations, gathering);
            }
        }
        gathering.complete();
    }

    private void create(CreatableTopic wish, boolean validateOnly, CreateTopicsResponseData response,
                        Mutations mutations, Gathering gathering) {
        Exchange exchange = gathering.exchange();
        if (!surroundings.mayCreate(exchange, wish.name())) {
            response.topics().add(failed(wish.name(), Errors.TOPIC_AUTHORIZATION_FAILED, "Authorization failed."));
            return;
        }
        TopicCreation.Plan plan;
        try {
            plan = creation.plan(wish, surroundings.image());
            mutations.count(plan.partitions());
        } catch (ApiException refused) {
            response.topics().add(failed(wish.name(), Errors.forException(refused), refused.getMessage()));
            return;
        }
        if (validateOnly) {
            response.topics().add(made(wish.name(), plan.configs(), plan.partitions(), exchange));
            return;
        }
        surroundings.topics().create(wish.name(), plan.partitions(), plan.configs(),
                gathering.expect(outcome -> response.topics().add(result(wish.name(), outcome, exchange))));
    }

    private CreatableTopicResult result(String name, TopicOutcome outcome, Exchange exchange) {
        return switch (outcome) {
            case TopicOutcome.Done done -> made(name, done.topic().overrides(), done.topic().partitionCount(), exchange)
                    .setTopicId(TopicIds.wire(done.topic().id()));
            case TopicOutcome.Refused refused -> failed(name, AdminErrors.of(refused.reason()), refused.text());
        };
    }

    private CreatableTopicResult made(String name, Map<String, String> overrides, int partitions, Exchange exchange) {
        CreatableTopicResult result = new CreatableTopicResult().setName(name).setErrorMessage(null);
        if (!surroundings.mayTopic(exchange, AclOperation.DESCRIBE_CONFIGS, name)) {
            return result.setTopicConfigErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
        }
        result.setNumPartitions(partitions).setReplicationFactor(REPLICATION_FACTOR);
        for (ConfigView.Entry entry : new ConfigView(surroundings).ofTopic(overrides)) {
            result.configs().add(new CreatableTopicConfigs().setName(entry.name()).setValue(entry.value())
                    .setReadOnly(false).setConfigSource(entry.source().id()).setIsSensitive(false));
        }
        return result;
    }

    private static CreatableTopicResult failed(String name, Errors error, String text) {
        return new CreatableTopicResult().setName(name).setErrorCode(error.code()).setErrorMessage(text);
    }
}
