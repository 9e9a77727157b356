package io.volok.server.kafka.group;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.OffsetFetchResponse;

/**
 * OffsetFetch v1-10.
 *
 * <ul>
 *   <li>Up to v7 one group, from v8 on many; topics null (from v2 on) asks for everything the group has committed.
 *   <li>requireStable (from v7 on) answers UNSTABLE_OFFSET_COMMIT where a transaction has still to end.
 *   <li>From v9 on a member of a consumer group says who it is and is fenced by its epoch.
 *   <li>v10 gives topics by id.
 * </ul>
 */
final class OffsetFetchHandler implements ApiHandler<OffsetFetchRequestData> {

    private final GroupFace face;
    private final GroupOffsets offsets;

    OffsetFetchHandler(GroupFace face) {
        this.face = face;
        this.offsets = new GroupOffsets(face);
    }

    @Override
    public void handle(OffsetFetchRequestData request, Exchange exchange) {
        List<CompletableFuture<OffsetFetchResponseGroup>> answers = new ArrayList<>();
        for (OffsetFetchRequestGroup group : groups(request, exchange.version())) {
            answers.add(offsets.fetch(group, request.requireStable(), exchange));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        face.answer(request, exchange, all.thenApply(nothing -> new OffsetFetchResponse.Builder(
                answers.stream().map(CompletableFuture::join).toList()).build(exchange.version()).data()));
    }

    private static List<OffsetFetchRequestGroup> groups(OffsetFetchRequestData request, short version) {
        if (version >= OffsetFetchRequest.BATCH_MIN_VERSION) {
            return request.groups();
        }
        List<OffsetFetchRequestTopics> topics = request.topics() == null ? null : request.topics().stream()
                .map(topic -> new OffsetFetchRequestTopics().setName(topic.name())
                        .setPartitionIndexes(topic.partitionIndexes()))
                .toList();
        return List.of(new OffsetFetchRequestGroup().setGroupId(request.groupId()).setTopics(topics));
    }
}
