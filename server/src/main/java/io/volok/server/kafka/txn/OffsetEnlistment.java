package io.volok.server.kafka.txn;

import io.volok.broker.txn.Transaction;
import io.volok.broker.txn.Transactions;
import io.volok.broker.txn.TxnPartition;
import io.volok.broker.txn.TxnRefusal;
import io.volok.broker.txn.TxnReply;
import io.volok.server.kafka.coordinator.OffsetTransactions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;

/**
 * Lets committed offsets take part in a transaction: TxnOffsetCommit v5 adds their partition, before that it checks.
 */
public final class OffsetEnlistment implements OffsetTransactions {

    private static final int ADDS_FROM = 5;
    private static final int ABORTABLE_FROM = 4;

    private final Supplier<Transactions> transactions;

    /** @param transactions the coordinators, which are made after the group coordinator */
    public OffsetEnlistment(Supplier<Transactions> transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletableFuture<Void> enlist(Part part, int apiVersion) {
        CompletableFuture<Void> enlisted = new CompletableFuture<>();
        var member = new Transactions.Member(part.transactionalId(), part.producerId(), part.producerEpoch());
        Set<TxnPartition> partitions = Set.of(new TxnPartition(Transactions.OFFSETS_TOPIC, part.partition()));
        Consumer<TxnReply> reply = said -> {
            if (said instanceof TxnReply.Refused refused) {
                enlisted.completeExceptionally(error(refused.why(), apiVersion).exception());
            } else {
                enlisted.complete(null);
            }
        };
        if (apiVersion >= ADDS_FROM) {
            transactions.get().add(member, partitions, Transaction.VERSION_2, reply);
        } else {
            transactions.get().verify(member, partitions, reply);
        }
        return enlisted;
    }

    private static Errors error(TxnRefusal why, int apiVersion) {
        return switch (why) {
            case FENCED -> Errors.INVALID_PRODUCER_EPOCH;
            case NOT_IN_TRANSACTION -> apiVersion >= ABORTABLE_FROM
                    ? Errors.TRANSACTION_ABORTABLE : Errors.INVALID_TXN_STATE;
            default -> TxnErrors.of(why);
        };
    }
}
