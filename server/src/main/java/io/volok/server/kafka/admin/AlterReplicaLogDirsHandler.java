package io.volok.server.kafka.admin;

import io.volok.broker.partition.Topic;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDir;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData.AlterReplicaLogDirPartitionResult;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData.AlterReplicaLogDirTopicResult;
import org.apache.kafka.common.protocol.Errors;

/** AlterReplicaLogDirs v1-2: there is one directory; a replica that is to move there is there. */
final class AlterReplicaLogDirsHandler implements ApiHandler<AlterReplicaLogDirsRequestData> {

    private final Surroundings surroundings;
    private final Supplier<Disk> disk;

    AlterReplicaLogDirsHandler(Surroundings surroundings, Supplier<Disk> disk) {
        this.surroundings = surroundings;
        this.disk = disk;
    }

    @Override
    public void handle(AlterReplicaLogDirsRequestData request, Exchange exchange) {
        if (!surroundings.mayCluster(exchange, AclOperation.ALTER)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        Map<String, AlterReplicaLogDirTopicResult> results = new HashMap<>();
        for (AlterReplicaLogDir directory : request.dirs()) {
            boolean here = directory.path().equals(disk.get().path());
            for (AlterReplicaLogDirTopic asked : directory.topics()) {
                Topic topic = surroundings.image().byName(asked.name());
                AlterReplicaLogDirTopicResult result = results.computeIfAbsent(asked.name(),
                        name -> new AlterReplicaLogDirTopicResult().setTopicName(name));
                for (int index : asked.partitions()) {
                    Errors error = !here ? Errors.LOG_DIR_NOT_FOUND
                            : topic == null || topic.partition(index) == null
                            ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.NONE;
                    result.partitions().add(new AlterReplicaLogDirPartitionResult().setPartitionIndex(index)
                            .setErrorCode(error.code()));
                }
            }
        }
        AlterReplicaLogDirsResponseData response = new AlterReplicaLogDirsResponseData();
        response.results().addAll(results.values());
        exchange.answer(response);
    }
}
