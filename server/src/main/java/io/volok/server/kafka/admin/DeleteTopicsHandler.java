package io.volok.server.kafka.admin;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicOutcome;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import io.volok.server.kafka.wire.Mutations;
import io.volok.server.kafka.wire.TopicIds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TopicDeletionDisabledException;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.Errors;

/**
 * DeleteTopics v1-6. Topics are named by name, from v6 on also by id; one that is named twice is not deleted. Who may
 * not describe a topic is not told its name.
 */
final class DeleteTopicsHandler implements ApiHandler<DeleteTopicsRequestData> {

    private static final int STATES_FROM = 6;
    private static final int DISABLED_FROM = 3;

    private final Surroundings surroundings;
    private final MutationQuota quota;

    DeleteTopicsHandler(Surroundings surroundings, MutationQuota quota) {
        this.surroundings = surroundings;
        this.quota = quota;
    }

    /** What is left of a request once duplicates are out. */
    private record Rest(Set<UUID> twice, DeleteTopicsResponseData response, Mutations mutations, Gathering gathering) {
    }

    @Override
    public void handle(DeleteTopicsRequestData request, Exchange exchange) {
        if (!surroundings.settings().flag("delete.topic.enable")) {
            if (exchange.version() < DISABLED_FROM) {
                throw new InvalidRequestException("Topic deletion is disabled.");
            }
            throw new TopicDeletionDisabledException();
        }
        DeleteTopicsResponseData response = new DeleteTopicsResponseData();
        Mutations mutations = quota.begin(exchange);
        Gathering gathering = new Gathering(exchange,
                () -> exchange.answer(response.setThrottleTimeMs(MutationQuota.slowDown(exchange, mutations))));
        List<DeleteTopicState> once = new ArrayList<>();
        Set<UUID> chosen = new HashSet<>();
        Set<UUID> twice = new HashSet<>();
        for (DeleteTopicState state : onlyOnce(states(request, exchange), response)) {
            Topic topic = find(state);
            if (topic != null && !chosen.add(topic.id())) {
                twice.add(topic.id());
            }
            once.add(state);
        }
        Rest rest = new Rest(twice, response, mutations, gathering);
        once.forEach(state -> delete(state, rest));
        gathering.complete();
    }

    private static List<DeleteTopicState> states(DeleteTopicsRequestData request, Exchange exchange) {
        if (exchange.version() >= STATES_FROM) {
            return request.topics();
        }
        List<DeleteTopicState> states = new ArrayList<>();
        request.topicNames().forEach(name -> states.add(new DeleteTopicState().setName(name)));
        return states;
    }

    /** Those that are named once; of each other one the answer says, once, that it was named twice. */
    private static List<DeleteTopicState> onlyOnce(List<DeleteTopicState> states, DeleteTopicsResponseData response) {
        Map<DeleteTopicState, Integer> named = new LinkedHashMap<>();
        states.forEach(state -> named.merge(state, 1, Integer::sum));
        List<DeleteTopicState> once = new ArrayList<>();
        named.forEach((state, times) -> {
            if (times == 1) {
                once.add(state);
            } else {
                DeletableTopicResult result = new DeletableTopicResult().setName(state.name())
                        .setTopicId(state.topicId());
                fail(result, Errors.INVALID_REQUEST,
                        state.name() == null ? "Duplicate topic id." : "Duplicate topic name.");
                response.responses().add(result);
            }
        });
        return once;
    }

    private Topic find(DeleteTopicState state) {
        return state.name() != null ? surroundings.image().byName(state.name())
                : TopicIds.find(surroundings.image(), state.topicId());
    }

    private void delete(DeleteTopicState state, Rest rest) {
        boolean byId = !state.topicId().equals(Uuid.ZERO_UUID);
        DeletableTopicResult result = new DeletableTopicResult().setName(state.name()).setTopicId(state.topicId());
        rest.response().responses().add(result);
        if (state.name() != null && byId) {
            fail(result, Errors.INVALID_REQUEST, "You may not specify both topic name and topic id.");
            return;
        }
        if (state.name() == null && !byId) {
            fail(result, Errors.INVALID_REQUEST, "Neither topic name nor id were specified.");
            return;
        }
        Topic topic = find(state);
        Exchange exchange = rest.gathering().exchange();
        String name = topic == null ? state.name() : topic.name();
        boolean mayDescribe = name == null || surroundings.mayTopic(exchange, AclOperation.DESCRIBE, name);
        if (topic == null || byId && !mayDescribe) {
            Errors error = byId ? Errors.UNKNOWN_TOPIC_ID : mayDescribe
                    ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.TOPIC_AUTHORIZATION_FAILED;
            fail(result, error, error.message());
        } else if (!surroundings.mayTopic(exchange, AclOperation.DELETE, name)) {
            result.setName(name);
            fail(result, Errors.TOPIC_AUTHORIZATION_FAILED, Errors.TOPIC_AUTHORIZATION_FAILED.message());
        } else if (rest.twice().contains(topic.id())) {
            fail(result, Errors.INVALID_REQUEST, "Duplicate topic name.");
        } else {
            result.setName(name).setTopicId(TopicIds.wire(topic.id()));
            delete(topic, result, rest);
        }
    }

    private void delete(Topic topic, DeletableTopicResult result, Rest rest) {
        try {
            rest.mutations().count(topic.partitionCount());
        } catch (ThrottlingQuotaExceededException tooMuch) {
            fail(result, Errors.THROTTLING_QUOTA_EXCEEDED, tooMuch.getMessage());
            return;
        }
        surroundings.topics().delete(topic.id(), rest.gathering().expect(outcome -> fill(result, outcome)));
    }

    private static void fill(DeletableTopicResult result, TopicOutcome outcome) {
        if (outcome instanceof TopicOutcome.Refused refused) {
            fail(result, AdminErrors.of(refused.reason()), refused.text());
        }
    }

    private static void fail(DeletableTopicResult result, Errors error, String text) {
        result.setErrorCode(error.code()).setErrorMessage(text);
    }
}
