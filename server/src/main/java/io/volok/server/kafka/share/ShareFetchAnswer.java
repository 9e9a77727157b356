package io.volok.server.kafka.share;

import io.volok.broker.share.Acquired;
import io.volok.broker.share.ShareSettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.AcquiredRecords;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponse;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponseCollection;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** The answer to a share fetch: every partition that has records, an error or acknowledgements to be told of. */
final class ShareFetchAnswer {

    private ShareFetchAnswer() {
    }

    static ShareFetchResponseData of(Map<ShareTarget, Acquired> acquired, Map<ShareTarget, Errors> errors,
            Map<ShareTarget, CompletableFuture<Errors>> acknowledged, ShareSettings settings) {
        Set<ShareTarget> targets = new LinkedHashSet<>(acquired.keySet());
        targets.addAll(errors.keySet());
        targets.addAll(acknowledged.keySet());
        ShareFetchableTopicResponseCollection topics = new ShareFetchableTopicResponseCollection();
        for (ShareTarget target : targets) {
            ShareFetchableTopicResponse topic = topics.find(target.topicId());
            if (topic == null) {
                topic = new ShareFetchableTopicResponse().setTopicId(target.topicId());
                topics.add(topic);
            }
            CompletableFuture<Errors> ack = acknowledged.get(target);
            topic.partitions().add(partition(target.index(), acquired.get(target),
                    errors.getOrDefault(target, Errors.NONE), ack == null ? Errors.NONE : ack.join()));
        }
        return new ShareFetchResponseData().setResponses(topics)
                .setAcquisitionLockTimeoutMs((int) settings.lockMs());
    }

    private static PartitionData partition(int index, Acquired acquired, Errors error, Errors ackError) {
        PartitionData data = new PartitionData().setPartitionIndex(index)
                .setErrorCode(error.code()).setErrorMessage(error.message())
                .setAcknowledgeErrorCode(ackError.code()).setAcknowledgeErrorMessage(ackError.message())
                .setRecords(MemoryRecords.EMPTY).setAcquiredRecords(List.of());
        if (acquired != null) {
            data.setRecords(MemoryRecords.readableRecords(acquired.records()))
                    .setAcquiredRecords(acquired.runs().stream().map(run -> new AcquiredRecords()
                            .setFirstOffset(run.first()).setLastOffset(run.last())
                            .setDeliveryCount((short) Math.min(run.deliveryCount(), Short.MAX_VALUE))).toList());
        }
        return data;
    }
}
