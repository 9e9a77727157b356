package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.server.kafka.wire.ApiTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every version that is advertised is really spoken. */
@Timeout(120)
class EveryVersionTest {

    private static final byte ANY = 1;

    @TempDir
    private Path data;
    private KafkaFixture kafka;
    private Uuid topicId;

    @BeforeEach
    void start() throws Exception {
        kafka = new KafkaFixture(data, 1, Map.of("group.initial.rebalance.delay.ms", "0"));
        try (RawClient client = new RawClient(kafka.port())) {
            CreateTopicsRequestData create = new CreateTopicsRequestData().setTimeoutMs(1000);
            create.topics().add(new CreatableTopic().setName("t").setNumPartitions(1).setReplicationFactor((short) 1));
            client.ask(ApiKeys.CREATE_TOPICS, (short) 7, create);
            var topic = kafka.face().topics().image().byName("t");
            topicId = new Uuid(topic.id().getMostSignificantBits(), topic.id().getLeastSignificantBits());
        }
    }

    @AfterEach
    void stop() {
        kafka.close();
        assertThat(kafka.failure()).isNull();
    }

    /** librdkafka sends what it was asked to compress as it is to brokers that do not name Produce 0. */
    @Test
    void produceIsAdvertisedFromZeroAndSpokenFromThree() throws Exception {
        try (RawClient client = new RawClient(kafka.port())) {
            ApiVersionsResponseData answer = (ApiVersionsResponseData) client.ask(ApiKeys.API_VERSIONS, (short) 3,
                    new ApiVersionsRequestData().setClientSoftwareName("raw").setClientSoftwareVersion("1"));
            assertThat(answer.apiKeys().find(ApiKeys.PRODUCE.id).minVersion()).isZero();
            client.sendFrame(new byte[] {0, 0, 0, 2, 0, 0, 0, 1, -1, -1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0});
            assertThat(client.readFrame()).isNull();
        }
    }

    @Test
    void anEmptyRequestOfEveryVersionIsAnswered() throws Exception {
        List<String> silent = new ArrayList<>();
        for (ApiTable.Entry entry : kafka.face().table().entries()) {
            for (short version = entry.oldest(); version <= entry.newest(); version++) {
                try (RawClient client = new RawClient(kafka.port())) {
                    ApiMessage answer = client.ask(entry.api(), version, emptyRequest(entry.api()));
                    if (answer == null) {
                        silent.add(entry.api() + " " + version);
                    }
                }
            }
        }
        // Produce with acks=0 is the one request that has no answer; an empty one asks for that.
        silent.removeIf(name -> name.startsWith("PRODUCE"));
        assertThat(silent).isEmpty();
    }

    private static ApiMessage emptyRequest(ApiKeys api) {
        ApiMessage request = api.messageType.newRequest();
        if (request instanceof ProduceRequestData produce) {
            produce.setAcks((short) 1);
        } else if (request instanceof JoinGroupRequestData join) {
            join.setGroupId("g").setProtocolType("consumer").setSessionTimeoutMs(10_000);
        } else if (request instanceof DescribeAclsRequestData acls) {
            acls.setResourceTypeFilter(ANY).setPatternTypeFilter(ANY).setOperation(ANY).setPermissionType(ANY);
        }
        return request;
    }

    @Test
    void theDataPathWorksInEveryVersion() throws Exception {
        long offset = 0;
        for (short version = 3; version <= 13; version++) {
            try (RawClient client = new RawClient(kafka.port())) {
                var answer = (ProduceResponseData) client.ask(ApiKeys.PRODUCE, version, produce(version));
                var partition = answer.responses().iterator().next().partitionResponses().getFirst();
                assertThat(partition.errorCode()).as("version " + version).isZero();
                assertThat(partition.baseOffset()).isEqualTo(offset++);
            }
        }
        for (short version = 4; version <= 18; version++) {
            try (RawClient client = new RawClient(kafka.port())) {
                var answer = (FetchResponseData) client.ask(ApiKeys.FETCH, version, fetch(version));
                var partition = answer.responses().getFirst().partitions().getFirst();
                assertThat(partition.errorCode()).as("version " + version).isZero();
                assertThat(partition.highWatermark()).isEqualTo(offset);
                assertThat(((MemoryRecords) partition.records()).sizeInBytes()).isPositive();
            }
        }
    }

    @Test
    void offsetsAndMetadataAreToldInEveryVersion() throws Exception {
        try (RawClient client = new RawClient(kafka.port())) {
            for (short version = 1; version <= 11; version++) {
                var request = new ListOffsetsRequestData().setReplicaId(-1);
                request.topics().add(new ListOffsetsTopic().setName("t").setPartitions(
                        List.of(new ListOffsetsPartition().setTimestamp(-1))));
                var answer = (ListOffsetsResponseData) client.ask(ApiKeys.LIST_OFFSETS, version, request);
                assertThat(answer.topics().getFirst().partitions().getFirst().offset()).isZero();
            }
            for (short version = 2; version <= 4; version++) {
                var topics = new OffsetForLeaderTopicCollection();
                topics.add(new OffsetForLeaderTopic().setTopic("t").setPartitions(
                        List.of(new OffsetForLeaderPartition().setLeaderEpoch(0))));
                assertThat(client.ask(ApiKeys.OFFSET_FOR_LEADER_EPOCH, version,
                        new OffsetForLeaderEpochRequestData().setTopics(topics))).isNotNull();
            }
            for (short version = 0; version <= 13; version++) {
                var request = new MetadataRequestData();
                request.topics().add(new MetadataRequestTopic().setName("t"));
                request.topics().add(new MetadataRequestTopic().setName("missing"));
                if (version >= 4) {
                    request.setAllowAutoTopicCreation(false);
                }
                var answer = (MetadataResponseData) client.ask(ApiKeys.METADATA, version, request);
                assertThat(answer.topics().find("t").partitions()).hasSize(1);
            }
        }
    }

    private ProduceRequestData produce(short version) {
        MemoryRecords records = MemoryRecords.withRecords(Compression.none().build(),
                new SimpleRecord(System.currentTimeMillis(), "k".getBytes(), "v".getBytes()));
        ProduceRequestData request = new ProduceRequestData().setAcks((short) -1)
                .setTimeoutMs((int) Duration.ofSeconds(5).toMillis());
        TopicProduceData topic = new TopicProduceData().setPartitionData(
                List.of(new PartitionProduceData().setIndex(0).setRecords(records)));
        request.topicData().add(version >= 13 ? topic.setTopicId(topicId) : topic.setName("t"));
        return request;
    }

    private FetchRequestData fetch(short version) {
        FetchTopic topic = new FetchTopic().setPartitions(
                List.of(new FetchPartition().setPartition(0).setPartitionMaxBytes(1 << 20)));
        return new FetchRequestData().setMaxBytes(1 << 20).setMinBytes(1).setMaxWaitMs(100)
                .setTopics(List.of(version >= 13 ? topic.setTopicId(topicId) : topic.setTopic("t")));
    }
}
