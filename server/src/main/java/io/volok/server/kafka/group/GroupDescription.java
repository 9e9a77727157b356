package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.Errors;

/**
 * How groups of one of the newer kinds are described. Kafka has the same shape for each of them in classes of their own;
 * these are the parts by which they differ.
 *
 * @param blank a description that only says which group failed with what, and why ("" if the error says it)
 * @param errorCode the error of a description
 * @param groupId the group that it is about
 * @param topics what the group uses; one that the user may not describe hides the whole group
 * @param permit adds the permitted operations
 * @param hidden what a user is told about a group that is hidden from him
 */
record GroupDescription<G>(Blank<G> blank, ToIntFunction<G> errorCode, Function<G, String> groupId,
        Function<G, Stream<String>> topics, ObjIntConsumer<G> permit, String hidden) {

    /** Makes a description of a group that failed; the text is null where the error says it all. */
    interface Blank<G> {
        G of(String groupId, Errors error, String text);
    }

    /** Describes the groups, as far as the user may know of them. */
    CompletableFuture<List<G>> describe(GroupFace face, Exchange exchange, List<String> groupIds,
            boolean withPermitted, GroupList.GroupQuestion<G> question) {
        return GroupList.ask(face, exchange, AclOperation.DESCRIBE, groupIds,
                (id, error) -> blank.of(id, error, null), question)
                .thenApply(groups -> groups.stream().map(each -> shown(face, exchange, each, withPermitted)).toList());
    }

    private G shown(GroupFace face, Exchange exchange, G group, boolean withPermitted) {
        if (errorCode.applyAsInt(group) != Errors.NONE.code()) {
            return group;
        }
        String id = groupId.apply(group);
        if (!topics.apply(group).distinct().allMatch(each -> face.mayTopic(exchange, AclOperation.DESCRIBE, each))) {
            return blank.of(id, Errors.TOPIC_AUTHORIZATION_FAILED, hidden);
        }
        if (withPermitted) {
            permit.accept(group, face.permittedOn(exchange, id));
        }
        return group;
    }
}
