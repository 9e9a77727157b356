package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.Errors;

/** Splits a request for many groups into those that the user may touch and those that he may not. */
final class GroupList {

    private GroupList() {
    }

    /** Asks for the groups that are permitted; the others get an answer of their own, before them. */
    static <T> CompletableFuture<List<T>> ask(GroupFace face, Exchange exchange, AclOperation operation,
            List<String> groupIds, BiFunction<String, Errors, T> refusal, GroupQuestion<T> question) {
        List<T> answers = new ArrayList<>();
        List<String> permitted = new ArrayList<>();
        for (String groupId : groupIds) {
            if (groupId == null) {
                answers.add(refusal.apply("", Errors.INVALID_GROUP_ID));
            } else if (face.mayGroup(exchange, operation, groupId)) {
                permitted.add(groupId);
            } else {
                answers.add(refusal.apply(groupId, Errors.GROUP_AUTHORIZATION_FAILED));
            }
        }
        if (permitted.isEmpty()) {
            return CompletableFuture.completedFuture(answers);
        }
        return question.ask(permitted).thenApply(found -> {
            answers.addAll(found);
            return answers;
        });
    }

    /** Asks the coordinator about some groups. */
    interface GroupQuestion<T> {
        CompletableFuture<List<T>> ask(List<String> groupIds);
    }
}
