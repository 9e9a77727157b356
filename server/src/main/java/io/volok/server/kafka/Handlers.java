package io.volok.server.kafka;

import io.volok.broker.partition.Topics;
import io.volok.broker.share.SharePartitions;
import io.volok.broker.txn.ProducerIds;
import io.volok.server.kafka.admin.AdminHandlers;
import io.volok.server.kafka.admin.Disk;
import io.volok.server.kafka.admin.Surroundings;
import io.volok.server.kafka.data.DeleteRecordsHandler;
import io.volok.server.kafka.data.FetchHandler;
import io.volok.server.kafka.data.InitProducerIdHandler;
import io.volok.server.kafka.data.ListOffsetsHandler;
import io.volok.server.kafka.data.OffsetForLeaderEpochHandler;
import io.volok.server.kafka.data.ProduceHandler;
import io.volok.server.kafka.group.GroupFace;
import io.volok.server.kafka.group.GroupHandlers;
import io.volok.server.kafka.login.Mechanism;
import io.volok.server.kafka.login.SaslAuthenticateHandler;
import io.volok.server.kafka.login.SaslHandshakeHandler;
import io.volok.server.kafka.share.SessionLimit;
import io.volok.server.kafka.share.ShareFace;
import io.volok.server.kafka.share.ShareHandlers;
import io.volok.server.kafka.txn.InitTransactionsHandler;
import io.volok.server.kafka.txn.TransactionAdmission;
import io.volok.server.kafka.txn.TxnFace;
import io.volok.server.kafka.txn.TxnHandlers;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiTable;
import io.volok.server.kafka.wire.Throttle;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiKeys;

/** Which handler answers which API in which versions. */
final class Handlers {

    /**
     * What handlers ask about storage.
     *
     * @param disk space on the disk
     * @param alarm why producers have to wait, or null
     * @param quotas slows down clients that use too much
     */
    record Storage(Supplier<Disk> disk, Supplier<String> alarm, Throttle quotas) {
    }

    private Handlers() {
    }

    /**
     * Registers everything.
     *
     * @param mechanisms the ways to log in, by name; more may be added until the first connection
     */
    static void register(ApiTable table, Surroundings surroundings, ProducerIds producerIds,
            Coordinators coordinators, Storage storage, Map<String, Mechanism> mechanisms) {
        registerCoordination(table, surroundings, producerIds, coordinators);
        registerData(table, surroundings, coordinators, storage);
        registerLogin(table, mechanisms);
        AdminHandlers.register(table, surroundings, storage.disk(), storage.quotas());
    }

    static void registerShare(
            ApiTable table, Surroundings surroundings, Coordinators coordinators, SharePartitions shares) {
        GroupHandlers.registerShare(table, new GroupFace(coordinators.groups(), surroundings.topics(),
                exchange -> surroundings.broker().nodeFor(exchange.session()), surroundings.access()));
        ShareHandlers.register(table, new ShareFace(
                surroundings.topics(), shares, coordinators.groups(),
                new SessionLimit(surroundings.settings().number("group.share.max.share.sessions")),
                surroundings.access()));
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

    private static void registerData(
            ApiTable table, Surroundings surroundings, Coordinators coordinators, Storage storage) {
        Topics topics = surroundings.topics();
        Access access = surroundings.access();
        table.register(ApiKeys.PRODUCE, 3, 13, new ProduceHandler(topics, access,
                new TransactionAdmission(coordinators.transactions()), storage.alarm(), storage.quotas()));
        table.register(ApiKeys.FETCH, 4, 18, new FetchHandler(topics, access,
                surroundings.settings().number("fetch.max.bytes"), storage.quotas()));
        table.register(ApiKeys.LIST_OFFSETS, 1, 11, new ListOffsetsHandler(topics, access));
        table.register(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 2, 4, new OffsetForLeaderEpochHandler(topics, access));
        table.register(ApiKeys.DELETE_RECORDS, 0, 2, new DeleteRecordsHandler(topics, access));
    }

    private static void registerLogin(ApiTable table, Map<String, Mechanism> mechanisms) {
        table.register(ApiKeys.SASL_HANDSHAKE, 0, 1, new SaslHandshakeHandler(mechanisms));
        table.register(ApiKeys.SASL_AUTHENTICATE, 0, 2, new SaslAuthenticateHandler());
    }
}
