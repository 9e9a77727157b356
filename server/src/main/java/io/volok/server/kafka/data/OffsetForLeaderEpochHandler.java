package io.volok.server.kafka.data;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourceType;

/**
 * OffsetForLeaderEpoch v2-4: where the records of a leader's epoch end. There is one epoch, which ends where the log
 * does; of a later one nothing is known.
 */
public final class OffsetForLeaderEpochHandler implements ApiHandler<OffsetForLeaderEpochRequestData> {

    private static final long UNKNOWN = -1;

    private final Topics topics;
    private final Access access;

    public OffsetForLeaderEpochHandler(Topics topics, Access access) {
        this.topics = topics;
        this.access = access;
    }

    @Override
    public void handle(OffsetForLeaderEpochRequestData request, Exchange exchange) {
        OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        for (OffsetForLeaderTopic asked : request.topics()) {
            OffsetForLeaderTopicResult answer = new OffsetForLeaderTopicResult().setTopic(asked.topic());
            response.topics().add(answer);
            boolean permitted = access.permits(exchange, AclOperation.DESCRIBE, ResourceType.TOPIC, asked.topic());
            Topic topic = topics.image().byName(asked.topic());
            for (OffsetForLeaderPartition partition : asked.partitions()) {
                EpochEndOffset slot = new EpochEndOffset().setPartition(partition.partition());
                answer.partitions().add(slot);
                if (permitted) {
                    PartitionQuestion.ask(gathering, topic, partition.partition(), at -> endOf(at, partition),
                            reply -> fill(slot, partition, reply));
                } else {
                    slot.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
                }
            }
        }
        gathering.complete();
    }

    private static PartitionQuestion.Reply<Long> endOf(Partition partition, OffsetForLeaderPartition asked) {
        Errors stale = PartitionQuestion.checkEpoch(asked.currentLeaderEpoch());
        if (stale != Errors.NONE) {
            return PartitionQuestion.Reply.failed(stale);
        }
        boolean known = asked.leaderEpoch() == Partition.LEADER_EPOCH;
        return PartitionQuestion.Reply.of(known ? partition.endOffset() : UNKNOWN);
    }

    private static void fill(EpochEndOffset slot, OffsetForLeaderPartition asked, PartitionQuestion.Reply<Long> reply) {
        slot.setErrorCode(reply.error().code());
        if (reply.error() == Errors.NONE && reply.value() != UNKNOWN) {
            slot.setLeaderEpoch(asked.leaderEpoch()).setEndOffset(reply.value());
        }
    }
}
