package io.volok.server.kafka.share;

import io.volok.broker.share.Acknowledgement;
import io.volok.broker.share.ShareSettings;
import io.volok.server.kafka.share.ShareConnection.Member;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.ErrorForm;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgePartition;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgeTopic;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.PartitionData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.ShareAcknowledgeTopicResponse;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.ShareAcknowledgeTopicResponseCollection;
import org.apache.kafka.common.protocol.Errors;

/**
 * ShareAcknowledge v1-2 (KIP-932).
 *
 * <ul>
 *   <li>Says of acquired records: accepted, released, rejected, a gap; from v2 on also renewed (KIP-1222).
 *   <li>All of a partition's acknowledgements count, or none. Answered when they are durable.
 *   <li>Epoch -1 closes the session: what is still held is given back.
 * </ul>
 */
record ShareAcknowledgeHandler(ShareFace face) implements ApiHandler<ShareAcknowledgeRequestData> {

    private record Answer(ShareTarget target, CompletableFuture<Errors> error) {
    }

    @Override
    public void handle(ShareAcknowledgeRequestData request, Exchange exchange) {
        if (request.groupId() == null || request.memberId() == null || request.memberId().isEmpty()) {
            exchange.answer(refusal(Errors.INVALID_REQUEST));
            return;
        }
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            exchange.answer(refusal(Errors.GROUP_AUTHORIZATION_FAILED));
            return;
        }
        ShareAccess access = new ShareAccess(face);
        Member member = new Member(request.groupId(), request.memberId());
        ShareConnection connection = access.connection(exchange);
        ShareConnection.Found found = connection.find(member, request.shareSessionEpoch(), false);
        if (found.error() != Errors.NONE) {
            exchange.answer(refusal(found.error()));
            return;
        }
        face.settings(request.groupId()).whenComplete((settings, failure) -> {
            if (failure != null) {
                exchange.answer(ErrorForm.of(exchange, request, failure));
            } else {
                acknowledge(request, found.session(), settings, access, exchange);
            }
            if (request.shareSessionEpoch() == ShareConnection.FINAL_EPOCH) {
                exchange.shard().execute(() -> connection.close(member));
            }
        });
    }

    private static void acknowledge(ShareAcknowledgeRequestData request, ShareSession session,
            ShareSettings settings, ShareAccess access, Exchange exchange) {
        List<Answer> answers = new ArrayList<>();
        for (AcknowledgeTopic topic : request.topics()) {
            for (AcknowledgePartition partition : topic.partitions()) {
                ShareTarget target = new ShareTarget(topic.topicId(), partition.partitionIndex());
                List<Acknowledgement> batches = partition.acknowledgementBatches().stream()
                        .map(batch -> AckBatches.of(batch.firstOffset(), batch.lastOffset(),
                                batch.acknowledgeTypes())).toList();
                answers.add(new Answer(target, access.acknowledge(
                        request.groupId(), session.holder(), target, batches, settings, exchange)));
            }
        }
        CompletableFuture.allOf(answers.stream().map(Answer::error).toArray(CompletableFuture[]::new))
                .thenRun(() -> exchange.answer(response(answers, settings)));
    }

    private static ShareAcknowledgeResponseData response(List<Answer> answers, ShareSettings settings) {
        ShareAcknowledgeTopicResponseCollection topics = new ShareAcknowledgeTopicResponseCollection();
        for (Answer answer : answers) {
            ShareAcknowledgeTopicResponse topic = topics.find(answer.target().topicId());
            if (topic == null) {
                topic = new ShareAcknowledgeTopicResponse().setTopicId(answer.target().topicId());
                topics.add(topic);
            }
            Errors error = answer.error().join();
            topic.partitions().add(new PartitionData().setPartitionIndex(answer.target().index())
                    .setErrorCode(error.code()).setErrorMessage(error.message()));
        }
        return new ShareAcknowledgeResponseData().setResponses(topics)
                .setAcquisitionLockTimeoutMs((int) settings.lockMs());
    }

    private static ShareAcknowledgeResponseData refusal(Errors error) {
        return new ShareAcknowledgeResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}
