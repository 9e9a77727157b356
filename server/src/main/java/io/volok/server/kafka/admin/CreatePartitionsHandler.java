package io.volok.server.kafka.admin;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicOutcome;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import io.volok.server.kafka.wire.Mutations;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.Errors;

/** CreatePartitions v0-3. The count is the new total; partitions are never taken away. */
final class CreatePartitionsHandler implements ApiHandler<CreatePartitionsRequestData> {

    private final Surroundings surroundings;
    private final TopicCreation creation;
    private final MutationQuota quota;

    CreatePartitionsHandler(Surroundings surroundings, TopicCreation creation, MutationQuota quota) {
        this.surroundings = surroundings;
        this.creation = creation;
        this.quota = quota;
    }

    @Override
    public void handle(CreatePartitionsRequestData request, Exchange exchange) {
        CreatePartitionsResponseData response = new CreatePartitionsResponseData();
        Mutations mutations = quota.begin(exchange);
        Gathering gathering = new Gathering(exchange,
                () -> exchange.answer(response.setThrottleTimeMs(MutationQuota.slowDown(exchange, mutations))));
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        request.topics().forEach(topic -> {
            if (!seen.add(topic.name())) {
                twice.add(topic.name());
            }
        });
        for (CreatePartitionsTopic wish : request.topics()) {
            CreatePartitionsTopicResult result = new CreatePartitionsTopicResult().setName(wish.name());
            response.results().add(result);
            try {
                if (twice.contains(wish.name())) {
                    throw new InvalidRequestException("Duplicate topic name.");
                }
                Topic topic = check(wish, exchange);
                mutations.count(wish.count() - topic.partitionCount());
                if (!request.validateOnly()) {
                    surroundings.topics().addPartitions(topic.id(), wish.count(),
                            gathering.expect(outcome -> fill(result, outcome)));
                }
            } catch (ApiException refused) {
                result.setErrorCode(Errors.forException(refused).code()).setErrorMessage(refused.getMessage());
            }
        }
        gathering.complete();
    }

    private Topic check(CreatePartitionsTopic wish, Exchange exchange) {
        if (!surroundings.mayTopic(exchange, AclOperation.ALTER, wish.name())) {
            throw new TopicAuthorizationException(Errors.TOPIC_AUTHORIZATION_FAILED.message());
        }
        Topic topic = surroundings.image().byName(wish.name());
        if (topic == null) {
            throw new UnknownTopicOrPartitionException(Errors.UNKNOWN_TOPIC_OR_PARTITION.message());
        }
        int additional = wish.count() - topic.partitionCount();
        if (additional == 0) {
            throw new InvalidPartitionsException("Topic already has " + topic.partitionCount() + " partition(s).");
        }
        if (additional < 0) {
            throw new InvalidPartitionsException("The topic " + wish.name() + " currently has "
                    + topic.partitionCount() + " partition(s); " + wish.count() + " would not be an increase.");
        }
        if (additional > TopicCreation.MAX_PARTITIONS_AT_ONCE) {
            throw new PolicyViolationException("Excessively large number of additional partitions per request.");
        }
        if (wish.assignments() != null) {
            if (wish.assignments().size() != additional) {
                throw new InvalidReplicaAssignmentException("Attempted to add " + additional
                        + " additional partition(s), but only " + wish.assignments().size()
                        + " assignment(s) were specified.");
            }
            wish.assignments().forEach(assignment -> creation.checkReplicas(assignment.brokerIds()));
        }
        return topic;
    }

    private static void fill(CreatePartitionsTopicResult result, TopicOutcome outcome) {
        if (outcome instanceof TopicOutcome.Refused refused) {
            result.setErrorCode(AdminErrors.of(refused.reason()).code()).setErrorMessage(refused.text());
        }
    }
}
