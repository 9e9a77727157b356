package io.volok.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.junit.jupiter.api.Test;

/** Our records of transactions against Kafka's own classes for them, byte by byte. */
class TransactionRecordsFormatTest {

    private static final Transaction FACT = new Transaction("ä-txn", new TxnProducer(9, (short) 4, (short) -1, 8, 10),
            1234, TxnState.PREPARE_COMMIT,
            new TreeSet<>(Set.of(new TxnPartition("orders", 3), new TxnPartition("orders", 5), new TxnPartition("a", 200))),
            new Transaction.Times(5, 6), Transaction.VERSION_2);

    @Test
    void theKeyIsKafkas() {
        byte[] kafkas = MessageUtil.toVersionPrefixedBytes((short) 0, new TransactionLogKey().setTransactionalId("ä-txn"));
        assertThat(TransactionRecords.key("ä-txn")).isEqualTo(kafkas);
    }

    @Test
    void theValueIsKafkas() {
        byte[] kafkas = MessageUtil.toVersionPrefixedBytes((short) 1, kafkaValue());
        assertThat(TransactionRecords.value(FACT)).isEqualTo(kafkas);
        assertThat(TransactionRecords.transaction("ä-txn", ByteBuffer.wrap(kafkas))).isEqualTo(FACT);
    }

    @Test
    void theOlderValueIsReadToo() {
        byte[] kafkas = MessageUtil.toVersionPrefixedBytes((short) 0, kafkaValue()
                .setPreviousProducerId(-1).setNextProducerId(-1).setClientTransactionVersion((short) 0));
        Transaction read = TransactionRecords.transaction("ä-txn", ByteBuffer.wrap(kafkas));
        assertThat(read.partitions()).isEqualTo(FACT.partitions());
        assertThat(read.times()).isEqualTo(FACT.times());
        assertThat(read.producer()).isEqualTo(new TxnProducer(9, (short) 4, (short) -1, -1, -1));
    }

    private static TransactionLogValue kafkaValue() {
        return new TransactionLogValue().setProducerId(9).setProducerEpoch((short) 4).setPreviousProducerId(8)
                .setNextProducerId(10).setTransactionTimeoutMs(1234).setTransactionStatus((byte) 2)
                .setTransactionPartitions(List.of(
                        new TransactionLogValue.PartitionsSchema().setTopic("a").setPartitionIds(List.of(200)),
                        new TransactionLogValue.PartitionsSchema().setTopic("orders").setPartitionIds(List.of(3, 5))))
                .setTransactionLastUpdateTimestampMs(6).setTransactionStartTimestampMs(5)
                .setClientTransactionVersion((short) 2);
    }
}
