package io.volok.server.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Share sessions request by request, with members that do what no decent client does. */
@Timeout(60)
class ShareSessionWireTest {

    private static final short VERSION = 2;
    private static final byte ACCEPT = 1;

    @TempDir
    private Path data;
    private KafkaFixture broker;
    private Admin admin;
    private Uuid topicId;

    @BeforeEach
    void start() throws Exception {
        broker = new KafkaFixture(data, 2, Map.of("group.share.max.share.sessions", "2", "group.share.max.size", "2",
                "offsets.topic.num.partitions", "1"));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        topicId = admin.createTopics(List.of(new NewTopic("work", 1, (short) 1))).topicId("work").get();
    }

    @AfterEach
    void stop() {
        admin.close();
        broker.close();
        assertNull(broker.failure());
    }

    @Test
    void epochsAndTheNumberOfSessionsAreChecked() throws Exception {
        try (RawClient client = new RawClient(broker.port())) {
            assertEquals(Errors.NONE, error(fetch(client, "a", 0, 0)));
            assertEquals(Errors.INVALID_SHARE_SESSION_EPOCH, error(fetch(client, "a", 7, 0)));
            assertEquals(Errors.SHARE_SESSION_NOT_FOUND, error(fetch(client, "nobody", 1, 0)));
            assertEquals(Errors.INVALID_SHARE_SESSION_EPOCH, acknowledge(client, "a", 0));
            assertEquals(Errors.NONE, error(fetch(client, "b", 0, 0)));
            assertEquals(Errors.SHARE_SESSION_LIMIT_REACHED, error(fetch(client, "c", 0, 0)));
            assertEquals(Errors.NONE, error(fetch(client, "b", -1, 0)));
            assertEquals(Errors.NONE, error(fetch(client, "c", 0, 0)));
        }
        try (RawClient client = new RawClient(broker.port())) { // All sessions end with their connection.
            long end = System.currentTimeMillis() + 10_000;
            while (error(fetch(client, "d", 0, 0)) != Errors.NONE) {
                assertTrue(System.currentTimeMillis() < end);
            }
        }
    }

    @Test
    void onlyWhoHoldsARecordMayAcknowledgeItAndOnlyOnce() throws Exception {
        try (RawClient one = new RawClient(broker.port()); RawClient two = new RawClient(broker.port())) {
            fetch(one, "a", 0, 0);
            produce(3);
            assertEquals(3, count(fetch(one, "a", 1, 5_000)));
            fetch(two, "b", 0, 0);
            assertEquals(Errors.INVALID_RECORD_STATE, acknowledge(two, "b", 1, batch(0, 2)));
            assertEquals(Errors.INVALID_REQUEST, acknowledge(one, "a", 2, batch(0, 1), batch(1, 2)));
            assertEquals(Errors.NONE, acknowledge(one, "a", 3, batch(0, 1)));
            assertEquals(Errors.INVALID_RECORD_STATE, acknowledge(one, "a", 4, batch(0, 2)));
            assertEquals(Errors.NONE, acknowledge(one, "a", 5, batch(2, 2)));
            assertEquals(0, count(fetch(two, "b", 2, 0)));
        }
    }

    @Test
    void whatIsProducedAfterAMemberHasLeftIsNotLockedByItsFetchThatWaited() throws Exception {
        try (RawClient leaver = new RawClient(broker.port()); RawClient other = new RawClient(broker.port())) {
            fetch(leaver, "a", 0, 0);
            leaver.sendFrame(RawClient.encode(ApiKeys.SHARE_FETCH, VERSION, fetchRequest("a", 1, 30_000), 100));
            leaver.sendFrame(RawClient.encode(ApiKeys.SHARE_ACKNOWLEDGE, VERSION, ackRequest("a", -1), 101));
            assertEquals(100, ByteBuffer.wrap(leaver.readFrame()).getInt());
            assertEquals(101, ByteBuffer.wrap(leaver.readFrame()).getInt());
            fetch(other, "b", 0, 0);
            produce(1);
            ShareFetchResponseData got = fetch(other, "b", 1, 5_000);
            assertEquals(1, count(got));
            assertEquals(1, got.responses().find(topicId).partitions().getFirst().acquiredRecords().getFirst()
                    .deliveryCount());
        }
    }

    @Test
    void aNewSessionOfAMemberOutlivesTheConnectionOfItsOldOne() throws Exception {
        try (RawClient second = new RawClient(broker.port())) {
            try (RawClient first = new RawClient(broker.port())) {
                fetch(first, "a", 0, 0);
                fetch(second, "a", 0, 0);
                produce(2);
                assertEquals(2, count(fetch(second, "a", 1, 5_000)));
            }
            admin.describeCluster().nodes().get(); // the broker goes on reading; the close came before
            assertEquals(Errors.NONE, acknowledge(second, "a", 2, batch(0, 1)));
        }
    }

    private void produce(int count) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers", broker.bootstrap(), "linger.ms", "100"),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>("work", new byte[10]));
            }
        }
    }

    private ShareFetchResponseData fetch(RawClient client, String member, int epoch, int maxWaitMs) throws Exception {
        return (ShareFetchResponseData) client.ask(ApiKeys.SHARE_FETCH, VERSION,
                fetchRequest(member, epoch, maxWaitMs));
    }

    private ShareFetchRequestData fetchRequest(String member, int epoch, int maxWaitMs) {
        ShareFetchRequestData request = new ShareFetchRequestData().setGroupId("raw").setMemberId(member)
                .setShareSessionEpoch(epoch).setMaxWaitMs(maxWaitMs).setMinBytes(1).setMaxRecords(10).setBatchSize(10);
        var topic = new ShareFetchRequestData.FetchTopic().setTopicId(topicId);
        topic.partitions().add(new ShareFetchRequestData.FetchPartition().setPartitionIndex(0));
        if (epoch >= 0) {
            request.topics().add(topic);
        }
        return request;
    }

    private static Errors error(ShareFetchResponseData response) {
        return Errors.forCode(response.errorCode());
    }

    private int count(ShareFetchResponseData response) {
        assertEquals(Errors.NONE, error(response));
        int count = 0;
        for (var topic : response.responses()) {
            for (var partition : topic.partitions()) {
                for (var run : partition.acquiredRecords()) {
                    count += (int) (run.lastOffset() - run.firstOffset() + 1);
                }
            }
        }
        return count;
    }

    private static ShareAcknowledgeRequestData.AcknowledgementBatch batch(long first, long last) {
        return new ShareAcknowledgeRequestData.AcknowledgementBatch().setFirstOffset(first).setLastOffset(last)
                .setAcknowledgeTypes(List.of(ACCEPT));
    }

    private ShareAcknowledgeRequestData ackRequest(
            String member, int epoch, ShareAcknowledgeRequestData.AcknowledgementBatch... batches) {
        ShareAcknowledgeRequestData request = new ShareAcknowledgeRequestData().setGroupId("raw").setMemberId(member)
                .setShareSessionEpoch(epoch);
        if (batches.length > 0) {
            var topic = new ShareAcknowledgeRequestData.AcknowledgeTopic().setTopicId(topicId);
            topic.partitions().add(new ShareAcknowledgeRequestData.AcknowledgePartition().setPartitionIndex(0)
                    .setAcknowledgementBatches(List.of(batches)));
            request.topics().add(topic);
        }
        return request;
    }

    /** The partition's error, if the request as a whole is none. */
    private Errors acknowledge(RawClient client, String member, int epoch,
            ShareAcknowledgeRequestData.AcknowledgementBatch... batches) throws Exception {
        var response = (ShareAcknowledgeResponseData) client.ask(
                ApiKeys.SHARE_ACKNOWLEDGE, VERSION, ackRequest(member, epoch, batches));
        if (response.errorCode() != Errors.NONE.code() || batches.length == 0) {
            return Errors.forCode(response.errorCode());
        }
        return Errors.forCode(response.responses().find(topicId).partitions().getFirst().errorCode());
    }
}
