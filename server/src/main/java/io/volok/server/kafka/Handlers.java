package io.volok.server.kafka;

import io.volok.broker.partition.Topics;
import io.volok.broker.txn.ProducerIds;
import io.volok.server.kafka.admin.ApiVersionsHandler;
import io.volok.server.kafka.admin.CreatePartitionsHandler;
import io.volok.server.kafka.admin.CreateTopicsHandler;
import io.volok.server.kafka.admin.DeleteTopicsHandler;
import io.volok.server.kafka.admin.DescribeClusterHandler;
import io.volok.server.kafka.admin.DescribeConfigsHandler;
import io.volok.server.kafka.admin.MetadataHandler;
import io.volok.server.kafka.admin.Surroundings;
import io.volok.server.kafka.admin.TopicCreation;
import io.volok.server.kafka.data.DeleteRecordsHandler;
import io.volok.server.kafka.data.FetchHandler;
import io.volok.server.kafka.data.InitProducerIdHandler;
import io.volok.server.kafka.data.ListOffsetsHandler;
import io.volok.server.kafka.data.OffsetForLeaderEpochHandler;
import io.volok.server.kafka.data.ProduceHandler;
import io.volok.server.kafka.group.GroupFace;
import io.volok.server.kafka.group.GroupHandlers;
import io.volok.server.kafka.txn.InitTransactionsHandler;
import io.volok.server.kafka.txn.TransactionAdmission;
import io.volok.server.kafka.txn.TxnFace;
import io.volok.server.kafka.txn.TxnHandlers;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiTable;
import org.apache.kafka.common.protocol.ApiKeys;

/** Which handler answers which API in which versions. */
final class Handlers {

    private Handlers() {
    }

    static void register(
            ApiTable table, Surroundings surroundings, ProducerIds producerIds, Coordinators coordinators) {
        registerCoordination(table, surroundings, producerIds, coordinators);
        registerData(table, surroundings, coordinators);
        registerAdmin(table, surroundings);
    }

    private static void registerCoordination(
            ApiTable table, Surroundings surroundings, ProducerIds producerIds, Coordinators coordinators) {
        Access access = surroundings.access();
        GroupHandlers.register(table, new GroupFace(coordinators.groups(), surroundings.topics(),
                exchange -> surroundings.broker().nodeFor(exchange.session()), access),
                coordinators.transactions()::prepare);
        TxnFace face = new TxnFace(coordinators.transactions(), surroundings.topics(), coordinators.groups(), access);
        TxnHandlers.register(table, face);
        table.register(ApiKeys.INIT_PRODUCER_ID, 0, 5, new InitProducerIdHandler(producerIds, access,
                new InitTransactionsHandler(face)));
    }

    private static void registerData(ApiTable table, Surroundings surroundings, Coordinators coordinators) {
        Topics topics = surroundings.topics();
        Access access = surroundings.access();
        table.register(ApiKeys.PRODUCE, 3, 13, new ProduceHandler(topics, access,
                new TransactionAdmission(coordinators.transactions())));
        table.register(ApiKeys.FETCH, 4, 18, new FetchHandler(topics, access,
                surroundings.settings().number("fetch.max.bytes")));
        table.register(ApiKeys.LIST_OFFSETS, 1, 11, new ListOffsetsHandler(topics, access));
        table.register(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 2, 4, new OffsetForLeaderEpochHandler(topics, access));
        table.register(ApiKeys.DELETE_RECORDS, 0, 2, new DeleteRecordsHandler(topics, access));
    }

    private static void registerAdmin(ApiTable table, Surroundings surroundings) {
        TopicCreation creation = new TopicCreation(surroundings.settings(), surroundings.broker().id());
        table.register(ApiKeys.API_VERSIONS, 0, 5, new ApiVersionsHandler(table, surroundings));
        table.register(ApiKeys.METADATA, 0, 13, new MetadataHandler(surroundings, creation));
        table.register(ApiKeys.CREATE_TOPICS, 2, 7, new CreateTopicsHandler(surroundings, creation));
        table.register(ApiKeys.DELETE_TOPICS, 1, 6, new DeleteTopicsHandler(surroundings));
        table.register(ApiKeys.CREATE_PARTITIONS, 0, 3, new CreatePartitionsHandler(surroundings, creation));
        table.register(ApiKeys.DESCRIBE_CLUSTER, 0, 2, new DescribeClusterHandler(surroundings));
        table.register(ApiKeys.DESCRIBE_CONFIGS, 1, 4, new DescribeConfigsHandler(surroundings));
    }
}
