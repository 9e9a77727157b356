package io.volok.server.kafka.share;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeShareGroupOffsets v0-1: where share groups are; v1 tells their lag (KIP-1226).
 *
 * <ul>
 *   <li>Without topics: everything of the group. Topics that the user may not describe are left out.
 * </ul>
 */
record DescribeShareGroupOffsetsHandler(ShareFace face) implements ApiHandler<DescribeShareGroupOffsetsRequestData> {

    @Override
    public void handle(DescribeShareGroupOffsetsRequestData request, Exchange exchange) {
        List<CompletableFuture<DescribeShareGroupOffsetsResponseGroup>> groups = new ArrayList<>();
        request.groups().forEach(group -> groups.add(describe(group, exchange)));
        CompletableFuture.allOf(groups.toArray(CompletableFuture[]::new)).thenRun(() -> exchange.answer(
                new DescribeShareGroupOffsetsResponseData().setGroups(
                        groups.stream().map(CompletableFuture::join).toList())));
    }

    private CompletableFuture<DescribeShareGroupOffsetsResponseGroup> describe(
            DescribeShareGroupOffsetsRequestGroup asked, Exchange exchange) {
        if (!face.mayGroup(exchange, AclOperation.DESCRIBE, asked.groupId())) {
            return CompletableFuture.completedFuture(refusal(asked.groupId(), Errors.GROUP_AUTHORIZATION_FAILED));
        }
        return face.groups().started().thenCompose(coordinator -> asked.topics() == null
                        ? coordinator.describeShareGroupAllOffsets(exchange.context(), asked)
                        : coordinator.describeShareGroupOffsets(exchange.context(), asked))
                .thenApply(group -> group.setTopics(group.topics().stream()
                        .filter(topic -> face.mayTopic(exchange, AclOperation.DESCRIBE, topic.topicName())).toList()))
                .exceptionally(failure -> refusal(asked.groupId(), Errors.forException(failure)));
    }

    private static DescribeShareGroupOffsetsResponseGroup refusal(String groupId, Errors error) {
        return new DescribeShareGroupOffsetsResponseGroup().setGroupId(groupId).setErrorCode(error.code())
                .setErrorMessage(error.message());
    }
}
