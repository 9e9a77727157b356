package io.volok.server.kafka.txn;

import io.volok.server.kafka.wire.ApiTable;
import org.apache.kafka.common.protocol.ApiKeys;

/** Enters the APIs of transactions into the table of what this broker answers. */
public final class TxnHandlers {

    private TxnHandlers() {
    }

    /** Enters all but InitProducerId, which producers without transactions use as well. */
    public static void register(ApiTable table, TxnFace face) {
        table.register(ApiKeys.ADD_PARTITIONS_TO_TXN, 0, 5, new AddPartitionsToTxnHandler(face));
        table.register(ApiKeys.ADD_OFFSETS_TO_TXN, 0, 4, new AddOffsetsToTxnHandler(face));
        table.register(ApiKeys.END_TXN, 0, 5, new EndTxnHandler(face));
        table.register(ApiKeys.WRITE_TXN_MARKERS, 1, 2, new WriteTxnMarkersHandler(face));
        table.register(ApiKeys.DESCRIBE_PRODUCERS, 0, 0, new DescribeProducersHandler(face));
        table.register(ApiKeys.DESCRIBE_TRANSACTIONS, 0, 0, new DescribeTransactionsHandler(face));
        table.register(ApiKeys.LIST_TRANSACTIONS, 0, 2, new ListTransactionsHandler(face));
    }
}
