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
import io.volok.server.kafka.data.TransactionGate;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiTable;
import io.volok.server.kafka.wire.ErrorForm;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Which handler answers which API in which versions. */
final class Handlers {

    private Handlers() {
    }

    static void register(ApiTable table, Surroundings surroundings, ProducerIds producerIds) {
        registerData(table, surroundings, producerIds);
        registerAdmin(table, surroundings);
    }

    private static void registerData(ApiTable table, Surroundings surroundings, ProducerIds producerIds) {
        Topics topics = surroundings.topics();
        Access access = surroundings.access();
        table.register(ApiKeys.PRODUCE, 3, 13, new ProduceHandler(topics, access, TransactionGate.SHUT));
        table.register(ApiKeys.FETCH, 4, 18, new FetchHandler(topics, access,
                surroundings.settings().number("fetch.max.bytes")));
        table.register(ApiKeys.LIST_OFFSETS, 1, 11, new ListOffsetsHandler(topics, access));
        table.register(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 2, 4, new OffsetForLeaderEpochHandler(topics, access));
        table.register(ApiKeys.DELETE_RECORDS, 0, 2, new DeleteRecordsHandler(topics, access));
        table.register(ApiKeys.INIT_PRODUCER_ID, 0, 5, new InitProducerIdHandler(producerIds, access,
                (request, exchange) -> exchange.answer(
                        ErrorForm.of(exchange, request, Errors.COORDINATOR_NOT_AVAILABLE.exception()))));
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
