package io.volok.server.kafka.txn;

import io.volok.broker.partition.Topics;
import io.volok.broker.txn.Transactions;
import io.volok.server.kafka.coordinator.GroupCoordination;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What the handlers of transaction APIs share.
 *
 * @param transactions the coordinators
 * @param topics the catalog of topics
 * @param groups the group coordinator, whose offsets take part in transactions
 * @param access what users may do
 */
public record TxnFace(Transactions transactions, Topics topics, GroupCoordination groups, Access access) {

    boolean mayUse(Exchange exchange, AclOperation operation, String transactionalId) {
        return access.permits(exchange, operation, ResourceType.TRANSACTIONAL_ID, transactionalId);
    }

    boolean mayTopic(Exchange exchange, AclOperation operation, String topic) {
        return access.permits(exchange, operation, ResourceType.TOPIC, topic);
    }

    boolean mayCluster(Exchange exchange, AclOperation operation) {
        return access.permits(exchange, operation, ResourceType.CLUSTER, Resource.CLUSTER_NAME);
    }
}
