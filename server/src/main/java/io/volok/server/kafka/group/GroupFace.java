package io.volok.server.kafka.group;

import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.coordinator.GroupCoordination;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ErrorForm;
import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.coordinator.group.GroupCoordinator;

/**
 * What the handlers of group APIs share: the coordinator, the catalog of topics and permissions.
 *
 * @param coordination the group coordinator
 * @param topics the catalog of topics
 * @param here this broker, as the client of an exchange reaches it
 * @param access what users may do
 */
public record GroupFace(GroupCoordination coordination, Topics topics, Function<Exchange, Node> here, Access access) {

    /** What can be permitted on a group, as Kafka counts it. */
    private static final List<AclOperation> GROUP_OPERATIONS = List.of(AclOperation.READ, AclOperation.DELETE,
            AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS);

    /** A question to the coordinator. */
    interface Question<T> extends Function<GroupCoordinator, CompletableFuture<T>> {
    }

    /** The topics as they are now. */
    TopicsImage image() {
        return topics.image();
    }

    /** Whether the user may do that to the group. */
    boolean mayGroup(Exchange exchange, AclOperation operation, String groupId) {
        return access.permits(exchange, operation, ResourceType.GROUP, groupId);
    }

    /** Whether the user may do that to the topic. */
    boolean mayTopic(Exchange exchange, AclOperation operation, String topic) {
        return access.permits(exchange, operation, ResourceType.TOPIC, topic);
    }

    /** Everything that the user may do to the group. */
    int permittedOn(Exchange exchange, String groupId) {
        return access.permittedBits(exchange, GROUP_OPERATIONS, ResourceType.GROUP, groupId);
    }

    /** Asks the coordinator; a question that comes before it has started waits for it. */
    <T> CompletableFuture<T> ask(Question<T> question) {
        GroupCoordinator running = coordination.coordinator().orElse(null);
        return running != null ? question.apply(running) : coordination.started().thenCompose(question);
    }

    /** Asks the coordinator and answers with what it says, or with the API's error form. */
    <T extends ApiMessage> void relay(ApiMessage request, Exchange exchange, Question<T> question) {
        answer(request, exchange, ask(question));
    }

    /** Answers when the response is there, or with the API's error form when it fails. */
    void answer(ApiMessage request, Exchange exchange, CompletionStage<? extends ApiMessage> response) {
        response.whenComplete((message, failure) -> {
            if (failure == null) {
                exchange.answer(message);
            } else {
                exchange.answer(ErrorForm.of(exchange, request, cause(failure)));
            }
        });
    }

    /** Answers a request that failed as a whole. */
    static void refuse(ApiMessage request, Exchange exchange, Errors error) {
        exchange.answer(ErrorForm.of(exchange, request, error.exception()));
    }

    /** The Kafka error that a failed future stands for. */
    static Errors errorOf(Throwable failure) {
        return Errors.forException(cause(failure));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
