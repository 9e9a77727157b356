package io.volok.server.kafka.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.volok.server.runtime.EventLoopShard;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.coordinator.group.GroupCoordinator;
import org.apache.kafka.server.share.persister.NoOpStatePersister;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The library over our log: what it decides must be in the log and come back from there. */
class GroupCoordinationTest {

    private static final int PARTITIONS = 5;
    private static final TopicView ORDERS = new TopicView("orders", Uuid.randomUuid(), 4);

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoopShard shard = new EventLoopShard(0, loop, failures::add);
    private final MemoryTopic topic = new MemoryTopic(shard, PARTITIONS);
    private final List<OffsetTransactions.Part> enlisted = new ArrayList<>();
    private final List<TopicView> topics = new ArrayList<>(List.of(ORDERS));
    private final GroupCoordination.Catalog catalog = new GroupCoordination.Catalog() {
        @Override
        public List<TopicView> topics() {
            return List.copyOf(topics);
        }

        @Override
        public Map<String, Map<String, String>> groupConfigs() {
            return Map.of("modern", Map.of("consumer.heartbeat.interval.ms", "7000"));
        }
    };
    private GroupCoordination coordination;
    private GroupCoordinator coordinator;

    @BeforeEach
    void start() throws Exception {
        coordination = new GroupCoordination(
                new GroupCoordination.Surroundings(1, () -> Map.of("group.initial.rebalance.delay.ms", "0"),
                        settings -> topic, catalog, this::enlist,
                        new NoOpStatePersister(), partition -> CompletableFuture.completedFuture(0L)),
                Optional.empty());
        coordination.start();
        coordinator = coordination.started().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        coordination.close();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        assertThat(failures).isEmpty();
    }

    private CompletableFuture<Void> enlist(OffsetTransactions.Part part, int apiVersion) {
        enlisted.add(part);
        return CompletableFuture.completedFuture(null);
    }

    private void restart() throws Exception {
        coordination.close();
        start();
    }

    @Test
    void committedOffsetsAreThereAfterARestart() throws Exception {
        assertThat(commit("g", 2, 42).code()).isEqualTo(Errors.NONE.code());
        assertThat(fetched("g", 2)).isEqualTo(42);
        restart();
        assertThat(fetched("g", 2)).isEqualTo(42);
    }

    @Test
    void aClassicGroupSurvivesARestartWithItsGeneration() throws Exception {
        JoinGroupResponseData joined = join("classic", "");
        assertThat(Errors.forCode(joined.errorCode())).isEqualTo(Errors.MEMBER_ID_REQUIRED);
        joined = join("classic", joined.memberId());
        assertThat(Errors.forCode(joined.errorCode())).isEqualTo(Errors.NONE);
        var sync = coordinator.syncGroup(context(ApiKeys.SYNC_GROUP), new SyncGroupRequestData()
                .setGroupId("classic").setGenerationId(joined.generationId()).setMemberId(joined.memberId())
                .setProtocolType("consumer").setProtocolName("range")
                .setAssignments(List.of(new SyncGroupRequestData.SyncGroupRequestAssignment()
                        .setMemberId(joined.memberId()).setAssignment(new byte[] {1, 2, 3}))),
                BufferSupplier.NO_CACHING).get(5, TimeUnit.SECONDS);
        assertThat(sync.assignment()).containsExactly(1, 2, 3);
        restart();
        var described = retryWhileLoading(() -> coordinator.describeGroups(
                context(ApiKeys.DESCRIBE_GROUPS), List.of("classic")).get(5, TimeUnit.SECONDS).getFirst());
        assertThat(described.groupState()).isEqualTo("Stable");
        assertThat(described.members()).hasSize(1);
    }

    @Test
    void theServerAssignsAConsumerGroup() throws Exception {
        String memberId = Uuid.randomUuid().toString();
        var request = new ConsumerGroupHeartbeatRequestData().setGroupId("modern").setMemberId(memberId)
                .setMemberEpoch(0).setRebalanceTimeoutMs(30_000).setSubscribedTopicNames(List.of("orders"))
                .setTopicPartitions(List.of());
        var assigned = heartbeatUntilAssigned(request);
        assertThat(assigned.topicId()).isEqualTo(ORDERS.id());
        assertThat(assigned.partitions()).containsExactly(0, 1, 2, 3);
        assertThat(coordinator.groupConfig("modern").orElseThrow().consumerHeartbeatIntervalMs()).contains(7000);
    }

    @Test
    void offsetsOfATransactionAppearWhenItCommits() throws Exception {
        commit("g", 0, 1);
        int partition = coordinator.partitionFor("g");
        var request = new TxnOffsetCommitRequestData().setGroupId("g").setTransactionalId("t").setProducerId(7)
                .setProducerEpoch((short) 3).setTopics(List.of(
                        new TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic().setName("orders").setPartitions(
                                List.of(new TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition()
                                        .setPartitionIndex(0).setCommittedOffset(99)))));
        var response = coordinator.commitTransactionalOffsets(
                context(ApiKeys.TXN_OFFSET_COMMIT), request, BufferSupplier.NO_CACHING).get(5, TimeUnit.SECONDS);
        assertThat(response.topics().getFirst().partitions().getFirst().errorCode()).isZero();
        assertThat(enlisted).containsExactly(new OffsetTransactions.Part("t", 7, (short) 3, partition));
        assertThat(fetched("g", 0)).isEqualTo(1);
        restart();
        assertThat(fetched("g", 0)).isEqualTo(1);
        coordinator.completeTransaction(new TopicPartition("__consumer_offsets", partition), 7, (short) 4, 0,
                TransactionResult.COMMIT, (short) 2).get(5, TimeUnit.SECONDS);
        assertThat(fetched("g", 0)).isEqualTo(99);
        restart();
        assertThat(fetched("g", 0)).isEqualTo(99);
    }

    @Test
    void aRefusedAppendIsNotAcknowledgedAndThePartitionComesBack() throws Exception {
        commit("g", 1, 10);
        topic.partition(coordinator.partitionFor("g")).refuseOnce();
        Optional<Errors> refused = Optional.of(commitOnce("g", 1, 11));
        assertThat(refused).hasValueSatisfying(error -> assertThat(error).isNotEqualTo(Errors.NONE));
        assertThat(fetched("g", 1)).isEqualTo(10);
        assertThat(commit("g", 1, 12)).isEqualTo(Errors.NONE);
        assertThat(fetched("g", 1)).isEqualTo(12);
    }

    @Test
    void aNewTopicIsSeenByTheCoordinator() throws Exception {
        topics.add(new TopicView("later", Uuid.randomUuid(), 2));
        coordination.catalogChanged();
        String memberId = Uuid.randomUuid().toString();
        var join = new ConsumerGroupHeartbeatRequestData().setGroupId("m2").setMemberId(memberId).setMemberEpoch(0)
                .setRebalanceTimeoutMs(30_000).setSubscribedTopicNames(List.of("later")).setTopicPartitions(List.of());
        assertThat(heartbeatUntilAssigned(join).partitions()).containsExactly(0, 1);
    }

    @Test
    void aRegularExpressionIsResolvedByTheServer() throws Exception {
        String memberId = Uuid.randomUuid().toString();
        var join = new ConsumerGroupHeartbeatRequestData().setGroupId("m3").setMemberId(memberId).setMemberEpoch(0)
                .setRebalanceTimeoutMs(30_000).setSubscribedTopicRegex("ord.*").setTopicPartitions(List.of());
        assertThat(heartbeatUntilAssigned(join).topicId()).isEqualTo(ORDERS.id());
    }

    private ConsumerGroupHeartbeatResponseData.TopicPartitions heartbeatUntilAssigned(
            ConsumerGroupHeartbeatRequestData join) throws Exception {
        ConsumerGroupHeartbeatRequestData request = join;
        for (int i = 0; i < 200; i++) {
            ConsumerGroupHeartbeatResponseData response = coordinator.consumerGroupHeartbeat(
                    context(ApiKeys.CONSUMER_GROUP_HEARTBEAT), request).get(5, TimeUnit.SECONDS);
            if (response.assignment() != null && !response.assignment().topicPartitions().isEmpty()) {
                return response.assignment().topicPartitions().getFirst();
            }
            if (response.errorCode() == Errors.NONE.code()) {
                request = new ConsumerGroupHeartbeatRequestData().setGroupId(join.groupId())
                        .setMemberId(join.memberId()).setMemberEpoch(response.memberEpoch());
            } else {
                assertThat(Errors.forCode(response.errorCode())).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no assignment");
    }

    private JoinGroupResponseData join(String group, String memberId) throws Exception {
        byte[] subscription = ConsumerProtocol.serializeSubscription(new Subscription(List.of("orders"))).array();
        return retryWhileLoading(() -> coordinator.joinGroup(context(ApiKeys.JOIN_GROUP), new JoinGroupRequestData()
                .setGroupId(group).setMemberId(memberId).setProtocolType("consumer").setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(10_000).setProtocols(new JoinGroupRequestData.JoinGroupRequestProtocolCollection(
                        List.of(new JoinGroupRequestData.JoinGroupRequestProtocol()
                                .setName("range").setMetadata(subscription)).iterator())),
                BufferSupplier.NO_CACHING).get(5, TimeUnit.SECONDS),
                response -> Errors.forCode(response.errorCode()));
    }

    private Errors commit(String group, int partition, long offset) throws Exception {
        return retryWhileLoading(() -> commitOnce(group, partition, offset), error -> error);
    }

    private Errors commitOnce(String group, int partition, long offset) throws Exception {
        var request = new OffsetCommitRequestData().setGroupId(group).setTopics(List.of(
                new OffsetCommitRequestData.OffsetCommitRequestTopic().setName("orders").setPartitions(List.of(
                        new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                .setPartitionIndex(partition).setCommittedOffset(offset)))));
        var response = coordinator.commitOffsets(context(ApiKeys.OFFSET_COMMIT), request, BufferSupplier.NO_CACHING)
                .get(5, TimeUnit.SECONDS);
        return Errors.forCode(response.topics().getFirst().partitions().getFirst().errorCode());
    }

    private long fetched(String group, int partition) throws Exception {
        var request = new OffsetFetchRequestData.OffsetFetchRequestGroup().setGroupId(group).setTopics(List.of(
                new OffsetFetchRequestData.OffsetFetchRequestTopics().setName("orders")
                        .setPartitionIndexes(List.of(partition))));
        OffsetFetchResponseData.OffsetFetchResponseGroup response = retryWhileLoading(
                () -> coordinator.fetchOffsets(context(ApiKeys.OFFSET_FETCH), request, false).get(5, TimeUnit.SECONDS),
                answer -> Errors.forCode(answer.errorCode()));
        return response.topics().getFirst().partitions().getFirst().committedOffset();
    }

    private interface Call<T> {
        T run() throws Exception;
    }

    private static <T> T retryWhileLoading(Call<T> call, Function<T, Errors> error)
            throws Exception {
        for (int i = 0; i < 500; i++) {
            try {
                T result = call.run();
                Errors found = error.apply(result);
                if (found != Errors.COORDINATOR_LOAD_IN_PROGRESS && found != Errors.NOT_COORDINATOR) {
                    return result;
                }
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(CoordinatorLoadInProgressException.class);
            }
            Thread.sleep(10);
        }
        throw new AssertionError("still loading");
    }

    private static DescribeGroupsResponseData.DescribedGroup retryWhileLoading(
            Call<DescribeGroupsResponseData.DescribedGroup> call) throws Exception {
        return retryWhileLoading(call, group -> Errors.forCode(group.errorCode()));
    }

    private static RequestContext context(ApiKeys api) throws Exception {
        return new RequestContext(new RequestHeader(api, api.latestVersion(), "client", 1), "1",
                InetAddress.getLoopbackAddress(), KafkaPrincipal.ANONYMOUS, ListenerName.normalised("PLAINTEXT"),
                SecurityProtocol.PLAINTEXT, ClientInformation.EMPTY, false);
    }
}
