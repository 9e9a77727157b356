package io.volok.server.kafka.data;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Throttle;
import io.volok.server.kafka.wire.TopicIds;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Produce v3-13.
 *
 * <ul>
 *   <li>Each partition takes exactly one batch of magic 2 with base offset 0; it is appended at once, in place.
 *   <li>acks=1 and acks=all are answered when the batch is as durable as the topic promises; there is one replica.
 *   <li>acks=0 is not answered; if anything went wrong the connection is closed, so that the client notices.
 *   <li>While the disk is nearly full the answer is KAFKA_STORAGE_ERROR, on which producers try again.
 *   <li>v7: zstd. v13: topics by id.
 * </ul>
 */
public final class ProduceHandler implements ApiHandler<ProduceRequestData> {

    private static final int IDS_FROM = 13;
    private static final int ZSTD_FROM = 7;
    private static final String ADMIN_CLIENT = "__admin_client";

    private final Topics topics;
    private final Access access;
    private final BatchEntrance entrance;
    private final Supplier<String> alarm;
    private final Throttle throttle;

    /**
     * @param alarm why producers have to wait, or null
     */
    public ProduceHandler(Topics topics, Access access, TransactionGate gate, Supplier<String> alarm,
                          Throttle throttle) {
        this.topics = topics;
        this.access = access;
        this.entrance = new BatchEntrance(gate);
        this.alarm = alarm;
        this.throttle = throttle;
    }

    @Override
    public void handle(ProduceRequestData request, Exchange exchange) {
        ProduceAnswer answer = new ProduceAnswer(exchange, request.acks(), throttle);
        boolean validAcks = request.acks() >= -1 && request.acks() <= 1;
        boolean mayWrite = mayTransact(request, exchange);
        TopicsImage image = topics.image();
        for (TopicProduceData topicData : request.topicData()) {
            answer.topic(topicData);
            Topic topic = exchange.version() >= IDS_FROM
                    ? TopicIds.find(image, topicData.topicId()) : image.byName(topicData.name());
            Errors refusal = !validAcks ? Errors.INVALID_REQUIRED_ACKS
                    : mayWrite ? refusal(topic, exchange) : Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
            for (PartitionProduceData data : topicData.partitionData()) {
                ProduceAnswer.Slot slot = answer.partition(data.index());
                answer.carried(data.records() == null ? 0 : data.records().sizeInBytes());
                if (refusal == Errors.NONE) {
                    produce(request, data, topic, slot);
                } else {
                    slot.failed(refusal, null);
                }
            }
        }
        answer.complete();
    }

    private boolean mayTransact(ProduceRequestData request, Exchange exchange) {
        return request.transactionalId() == null || access.permits(exchange, AclOperation.WRITE,
                ResourceType.TRANSACTIONAL_ID, request.transactionalId());
    }

    private Errors refusal(Topic topic, Exchange exchange) {
        if (topic == null) {
            return exchange.version() >= IDS_FROM ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (!access.permits(exchange, AclOperation.WRITE, ResourceType.TOPIC, topic.name())) {
            return Errors.TOPIC_AUTHORIZATION_FAILED;
        }
        if (topic.internal() && !exchange.clientId().equals(ADMIN_CLIENT)) {
            return Errors.INVALID_TOPIC_EXCEPTION;
        }
        return alarm.get() == null ? Errors.NONE : Errors.KAFKA_STORAGE_ERROR;
    }

    private void produce(ProduceRequestData request, PartitionProduceData data, Topic topic, ProduceAnswer.Slot slot) {
        Partition partition = topic.partition(data.index());
        if (partition == null) {
            slot.failed(Errors.UNKNOWN_TOPIC_OR_PARTITION, null);
            return;
        }
        MemoryRecords records = (MemoryRecords) data.records();
        ByteBuffer batch = records == null ? ByteBuffer.allocate(0) : records.buffer();
        Errors shape = BatchEntrance.shape(batch, slot.exchange().version() >= ZSTD_FROM);
        if (shape == Errors.NONE) {
            entrance.enter(batch, request.transactionalId(), topic, partition, slot);
        } else {
            slot.failed(shape, null);
        }
    }
}
