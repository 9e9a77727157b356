package io.volok.server.kafka.data;

import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.log.TimestampOffset;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.resource.ResourceType;

/**
 * ListOffsets v1-11.
 *
 * <ul>
 *   <li>Earliest (-2) and earliest local (-4, v8) are the start of the log; latest (-1) is its end, for readers of
 *       committed data the last stable offset; the greatest timestamp (-3, v7) is the record's that has it.
 *   <li>Latest tiered (-5, v9) and earliest pending upload (-6, v11) are -1: nothing is ever tiered.
 *   <li>Any other timestamp: the first record that is not older.
 * </ul>
 */
public final class ListOffsetsHandler implements ApiHandler<ListOffsetsRequestData> {

    private static final long UNKNOWN = -1;
    /** The answer carries the leader epoch of the record found from this version on. */
    private static final short FIRST_VERSION_WITH_EPOCH = 4;
    private static final byte READ_COMMITTED = 1;
    private static final int LATEST_TIERED = -5;
    private static final int EARLIEST_PENDING_UPLOAD = -6;

    private final Topics topics;
    private final Access access;

    public ListOffsetsHandler(Topics topics, Access access) {
        this.topics = topics;
        this.access = access;
    }

    /** Where something is; -1 where nothing is. */
    private record Found(long timestamp, long offset) {

        static final Found NOTHING = new Found(UNKNOWN, UNKNOWN);

        static Found of(Optional<TimestampOffset> found) {
            return found.map(at -> new Found(at.timestamp(), at.offset())).orElse(NOTHING);
        }
    }

    @Override
    public void handle(ListOffsetsRequestData request, Exchange exchange) {
        ListOffsetsResponseData response = new ListOffsetsResponseData();
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        Set<TopicPartition> seen = new HashSet<>();
        Set<TopicPartition> twice = twiceNamed(request);
        boolean readCommitted = request.isolationLevel() == READ_COMMITTED;
        for (ListOffsetsTopic asked : request.topics()) {
            ListOffsetsTopicResponse answer = new ListOffsetsTopicResponse().setName(asked.name());
            response.topics().add(answer);
            boolean permitted = access.permits(exchange, AclOperation.DESCRIBE, ResourceType.TOPIC, asked.name());
            Topic topic = topics.image().byName(asked.name());
            for (ListOffsetsPartition partition : asked.partitions()) {
                TopicPartition named = new TopicPartition(asked.name(), partition.partitionIndex());
                if (!seen.add(named)) {
                    continue;
                }
                ListOffsetsPartitionResponse slot = new ListOffsetsPartitionResponse()
                        .setPartitionIndex(partition.partitionIndex());
                answer.partitions().add(slot);
                if (!permitted) {
                    slot.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
                } else if (twice.contains(named)) {
                    slot.setErrorCode(Errors.INVALID_REQUEST.code());
                } else {
                    PartitionQuestion.ask(gathering, topic, partition.partitionIndex(),
                            at -> find(at, partition, readCommitted, exchange.version()),
                            reply -> fill(slot, reply, exchange.version()));
                }
            }
        }
        gathering.complete();
    }

    /** Partitions that are asked about more than once are answered once, with an error. */
    private static Set<TopicPartition> twiceNamed(ListOffsetsRequestData request) {
        Set<TopicPartition> seen = new HashSet<>();
        Set<TopicPartition> twice = new HashSet<>();
        for (ListOffsetsTopic topic : request.topics()) {
            for (ListOffsetsPartition partition : topic.partitions()) {
                TopicPartition named = new TopicPartition(topic.name(), partition.partitionIndex());
                if (!seen.add(named)) {
                    twice.add(named);
                }
            }
        }
        return twice;
    }

    private static void fill(ListOffsetsPartitionResponse slot, PartitionQuestion.Reply<Found> reply, short version) {
        slot.setErrorCode(reply.error().code());
        if (reply.value() != null) {
            slot.setTimestamp(reply.value().timestamp()).setOffset(reply.value().offset());
            if (reply.value().offset() != UNKNOWN && version >= FIRST_VERSION_WITH_EPOCH) {
                slot.setLeaderEpoch(Partition.LEADER_EPOCH);
            }
        }
    }

    /** The first version of the API in which a special timestamp has its meaning. */
    private static int oldestVersionOf(long timestamp) {
        return switch ((int) Math.max(timestamp, Integer.MIN_VALUE)) {
            case (int) ListOffsetsRequest.LATEST_TIMESTAMP, (int) ListOffsetsRequest.EARLIEST_TIMESTAMP -> 1;
            case (int) ListOffsetsRequest.MAX_TIMESTAMP -> 7;
            case (int) ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP -> 8;
            case LATEST_TIERED -> 9;
            case EARLIEST_PENDING_UPLOAD -> 11;
            default -> Integer.MAX_VALUE;
        };
    }

    private static PartitionQuestion.Reply<Found> find(Partition partition, ListOffsetsPartition asked,
                                                       boolean readCommitted, short version) {
        Errors stale = PartitionQuestion.checkEpoch(asked.currentLeaderEpoch());
        if (stale != Errors.NONE) {
            return PartitionQuestion.Reply.failed(stale);
        }
        Fetched.Bounds bounds = partition.bounds();
        long end = readCommitted ? bounds.lastStableOffset() : bounds.highWatermark();
        long timestamp = asked.timestamp();
        if (timestamp < 0 && version < oldestVersionOf(timestamp)) {
            return PartitionQuestion.Reply.failed(Errors.UNSUPPORTED_VERSION);
        }
        Found found;
        if (timestamp == ListOffsetsRequest.LATEST_TIMESTAMP) {
            found = new Found(UNKNOWN, end);
        } else if (timestamp == ListOffsetsRequest.EARLIEST_TIMESTAMP
                || timestamp == ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP) {
            found = new Found(UNKNOWN, bounds.startOffset());
        } else if (timestamp == ListOffsetsRequest.MAX_TIMESTAMP) {
            found = Found.of(partition.maxTimestamp());
        } else if (timestamp < 0) {
            found = Found.NOTHING;
        } else {
            found = Found.of(partition.offsetAt(timestamp).filter(at -> at.offset() < end));
        }
        return PartitionQuestion.Reply.of(found);
    }
}
