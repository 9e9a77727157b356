package io.volok.server.kafka.data;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourceType;

/**
 * DeleteRecords v0-2: moves the start of logs forward, -1 to their high watermark.
 *
 * <ul>
 *   <li>An offset above the high watermark is OFFSET_OUT_OF_RANGE; one below the start changes nothing.
 *   <li>A topic that is compacted and not deleted from answers POLICY_VIOLATION.
 * </ul>
 */
public final class DeleteRecordsHandler implements ApiHandler<DeleteRecordsRequestData> {

    private static final long UNKNOWN = -1;

    private final Topics topics;
    private final Access access;

    public DeleteRecordsHandler(Topics topics, Access access) {
        this.topics = topics;
        this.access = access;
    }

    @Override
    public void handle(DeleteRecordsRequestData request, Exchange exchange) {
        DeleteRecordsResponseData response = new DeleteRecordsResponseData();
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        for (DeleteRecordsTopic asked : request.topics()) {
            DeleteRecordsTopicResult answer = new DeleteRecordsTopicResult().setName(asked.name());
            response.topics().add(answer);
            Topic topic = topics.image().byName(asked.name());
            Errors refusal = refusal(asked.name(), topic, exchange);
            for (DeleteRecordsPartition partition : asked.partitions()) {
                DeleteRecordsPartitionResult slot = new DeleteRecordsPartitionResult()
                        .setPartitionIndex(partition.partitionIndex()).setLowWatermark(UNKNOWN)
                        .setErrorCode(refusal.code());
                answer.partitions().add(slot);
                if (refusal == Errors.NONE) {
                    PartitionQuestion.ask(gathering, topic, partition.partitionIndex(),
                            at -> trim(at, partition.offset()), reply -> fill(slot, reply));
                }
            }
        }
        gathering.complete();
    }

    private Errors refusal(String name, Topic topic, Exchange exchange) {
        if (!access.permits(exchange, AclOperation.DELETE, ResourceType.TOPIC, name)) {
            return Errors.TOPIC_AUTHORIZATION_FAILED;
        }
        if (topic == null) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (topic.internal()) {
            return Errors.INVALID_TOPIC_EXCEPTION;
        }
        return topic.config().cleaning().compact() && !topic.config().retention().delete()
                ? Errors.POLICY_VIOLATION : Errors.NONE;
    }

    private static PartitionQuestion.Reply<Long> trim(Partition partition, long offset) {
        return partition.trimTo(offset).map(PartitionQuestion.Reply::of)
                .orElseGet(() -> PartitionQuestion.Reply.failed(Errors.OFFSET_OUT_OF_RANGE));
    }

    private static void fill(DeleteRecordsPartitionResult slot, PartitionQuestion.Reply<Long> reply) {
        slot.setErrorCode(reply.error().code());
        if (reply.value() != null) {
            slot.setLowWatermark(reply.value());
        }
    }
}
