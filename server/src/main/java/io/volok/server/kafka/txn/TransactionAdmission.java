package io.volok.server.kafka.txn;

import io.volok.broker.partition.Partition;
import io.volok.broker.txn.Transaction;
import io.volok.broker.txn.Transactions;
import io.volok.broker.txn.TxnPartition;
import io.volok.broker.txn.TxnRefusal;
import io.volok.broker.txn.TxnReply;
import io.volok.server.kafka.data.TransactionGate;
import io.volok.server.kafka.wire.Exchange;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;

/**
 * Asks the transaction coordinator before a transactional batch is let into a partition.
 *
 * <p>From Produce v12 on (KIP-890) the batch adds its partition to the transaction, before that it has to be in it. The
 * verdict and a later marker go from the coordinator's shard to the partition's in this order, so a batch that was let
 * in is never behind the end of its transaction: that is how transactions come to hang.
 */
public final class TransactionAdmission implements TransactionGate {

    private static final int ADDS_FROM = 12;
    private static final int ABORTABLE_FROM = 11;

    private final Transactions transactions;

    public TransactionAdmission(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void admit(Exchange exchange, Writer writer, Partition partition, Consumer<Errors> verdict) {
        short version = exchange.version();
        var member = new Transactions.Member(writer.transactionalId(), writer.producerId(), writer.epoch());
        Set<TxnPartition> target = Set.of(new TxnPartition(partition.id().topic(), partition.id().index()));
        Consumer<TxnReply> reply = said -> verdict.accept(error(said, version));
        if (version >= ADDS_FROM) {
            transactions.add(member, target, Transaction.VERSION_2, reply);
        } else {
            transactions.verify(member, target, reply);
        }
    }

    private static Errors error(TxnReply reply, short version) {
        return switch (reply) {
            case TxnReply.Done done -> Errors.NONE;
            case TxnReply.Refused refused -> error(refused.why(), version);
        };
    }

    /** Old producers have to try again on an error that they know. */
    private static Errors error(TxnRefusal why, short version) {
        return switch (why) {
            case FENCED -> Errors.INVALID_PRODUCER_EPOCH;
            case NOT_IN_TRANSACTION -> version >= ABORTABLE_FROM
                    ? Errors.TRANSACTION_ABORTABLE : Errors.INVALID_TXN_STATE;
            case BUSY -> version >= ADDS_FROM ? Errors.CONCURRENT_TRANSACTIONS : Errors.NOT_ENOUGH_REPLICAS;
            case LOADING, UNAVAILABLE -> Errors.NOT_ENOUGH_REPLICAS;
            case INVALID_REQUEST, INVALID_TIMEOUT, UNKNOWN_PRODUCER, WRONG_STATE -> TxnErrors.of(why);
        };
    }
}
