package io.volok.server.kafka.share;

import io.volok.server.kafka.share.ShareConnection.Member;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.ErrorForm;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * ShareFetch v1-2 (KIP-932).
 *
 * <ul>
 *   <li>Acknowledges what the member has, then acquires more, from the session's partitions in turn.
 *   <li>Waits until there is something to acquire, or the time is over. MinBytes is not waited for: what is there is
 *       better delivered at once.
 *   <li>Never acquires more than MaxRecords, which fits to both acquire modes of v2 (KIP-1206). With acknowledgements
 *       that renew (v2, KIP-1222) nothing is fetched.
 *   <li>Epoch -1 closes the session: what is still held is given back.
 * </ul>
 */
record ShareFetchHandler(ShareFace face) implements ApiHandler<ShareFetchRequestData> {

    @Override
    public void handle(ShareFetchRequestData request, Exchange exchange) {
        Errors refusal = refusal(request, exchange);
        if (refusal != Errors.NONE) {
            exchange.answer(refusal(refusal));
            return;
        }
        ShareAccess access = new ShareAccess(face);
        Member member = new Member(request.groupId(), request.memberId());
        ShareConnection connection = access.connection(exchange);
        ShareConnection.Found found = connection.find(member, request.shareSessionEpoch(), true);
        if (found.error() != Errors.NONE) {
            exchange.answer(refusal(found.error()));
            return;
        }
        boolean last = request.shareSessionEpoch() == ShareConnection.FINAL_EPOCH;
        if (!last) {
            found.session().change(fetched(request), forgotten(request));
        }
        face.settings(request.groupId()).whenComplete((settings, failure) -> exchange.shard().execute(() -> {
            if (failure != null) {
                exchange.answer(ErrorForm.of(exchange, request, failure));
            } else {
                boolean fetches = !last && !request.isRenewAck() && request.maxRecords() > 0;
                new ShareFetchRun(access, member, request, settings, exchange).start(found.session(), fetches);
            }
            if (last) {
                connection.close(member);
            }
        }));
    }

    private Errors refusal(ShareFetchRequestData request, Exchange exchange) {
        if (request.groupId() == null || request.memberId() == null || request.memberId().isEmpty()) {
            return Errors.INVALID_REQUEST;
        }
        if (!face.mayGroup(exchange, AclOperation.READ, request.groupId())) {
            return Errors.GROUP_AUTHORIZATION_FAILED;
        }
        boolean acknowledges = request.topics().stream().flatMap(topic -> topic.partitions().stream())
                .anyMatch(partition -> !partition.acknowledgementBatches().isEmpty());
        boolean renewsAndFetches = request.isRenewAck() && (request.maxRecords() > 0 || request.maxBytes() > 0
                || request.minBytes() > 0 || request.maxWaitMs() > 0);
        return acknowledges && request.shareSessionEpoch() == ShareConnection.INITIAL_EPOCH || renewsAndFetches
                ? Errors.INVALID_REQUEST : Errors.NONE;
    }

    private static List<ShareTarget> fetched(ShareFetchRequestData request) {
        List<ShareTarget> targets = new ArrayList<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                targets.add(new ShareTarget(topic.topicId(), partition.partitionIndex()));
            }
        }
        return targets;
    }

    private static List<ShareTarget> forgotten(ShareFetchRequestData request) {
        List<ShareTarget> targets = new ArrayList<>();
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            topic.partitions().forEach(index -> targets.add(new ShareTarget(topic.topicId(), index)));
        }
        return targets;
    }

    private static ShareFetchResponseData refusal(Errors error) {
        return new ShareFetchResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}
