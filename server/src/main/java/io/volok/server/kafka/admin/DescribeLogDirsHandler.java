package io.volok.server.kafka.admin;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.log.store.LogFailed;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DescribeLogDirs v1-5: the one data directory and what each partition takes in it. v4 tells the disk's space. */
final class DescribeLogDirsHandler implements ApiHandler<DescribeLogDirsRequestData> {

    private static final Logger LOG = LoggerFactory.getLogger(DescribeLogDirsHandler.class);

    private final Surroundings surroundings;
    private final Supplier<Disk> disk;

    DescribeLogDirsHandler(Surroundings surroundings, Supplier<Disk> disk) {
        this.surroundings = surroundings;
        this.disk = disk;
    }

    @Override
    public void handle(DescribeLogDirsRequestData request, Exchange exchange) {
        DescribeLogDirsResponseData response = new DescribeLogDirsResponseData();
        if (!surroundings.mayCluster(exchange, AclOperation.DESCRIBE)) {
            exchange.answer(response.setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code()));
            return;
        }
        Disk space = disk.get();
        DescribeLogDirsResult result = new DescribeLogDirsResult().setLogDir(space.path())
                .setTotalBytes(space.totalBytes()).setUsableBytes(space.usableBytes());
        response.results().add(result);
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        if (request.topics() == null) {
            surroundings.image().topics().forEach(topic -> add(topic, topic.partitions(), result, gathering));
        } else {
            for (DescribableLogDirTopic asked : request.topics()) {
                Topic topic = surroundings.image().byName(asked.topic());
                if (topic != null) {
                    List<Partition> partitions = new ArrayList<>();
                    asked.partitions().forEach(index -> {
                        if (topic.partition(index) != null) {
                            partitions.add(topic.partition(index));
                        }
                    });
                    add(topic, partitions, result, gathering);
                }
            }
        }
        gathering.complete();
    }

    private static void add(Topic topic, Collection<Partition> partitions, DescribeLogDirsResult result,
                            Gathering gathering) {
        DescribeLogDirsTopic described = new DescribeLogDirsTopic().setName(topic.name());
        result.topics().add(described);
        for (Partition partition : partitions) {
            DescribeLogDirsPartition slot = new DescribeLogDirsPartition().setPartitionIndex(partition.id().index());
            described.partitions().add(slot);
            Consumer<Long> size = gathering.expect(slot::setPartitionSize);
            if (partition.shard().isCurrent()) {
                size.accept(sizeOf(partition));
            } else {
                partition.shard().execute(() -> size.accept(sizeOf(partition)));
            }
        }
    }

    private static long sizeOf(Partition partition) {
        try {
            return partition.isDeleted() ? 0 : partition.sizeBytes();
        } catch (LogFailed broken) {
            LOG.error("{} cannot be measured", partition.id(), broken);
            return 0;
        }
    }
}
