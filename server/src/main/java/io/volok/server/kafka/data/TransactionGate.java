package io.volok.server.kafka.data;

import io.volok.broker.partition.Partition;
import io.volok.server.kafka.wire.Exchange;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;

/** Says whether a producer's transaction covers a partition to which it writes. */
@FunctionalInterface
public interface TransactionGate {

    /** No transaction is ever open: there is no coordinator. */
    TransactionGate SHUT = (exchange, writer, partition, verdict) -> verdict.accept(Errors.INVALID_TXN_STATE);

    /** Who writes a transactional batch. */
    record Writer(String transactionalId, long producerId, short epoch) {
    }

    /** Gives the verdict, {@link Errors#NONE} to let the batch in, now or later and on any shard. */
    void admit(Exchange exchange, Writer writer, Partition partition, Consumer<Errors> verdict);
}
