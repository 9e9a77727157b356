package io.volok.server.kafka.data;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Produced;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicConfig;
import io.volok.broker.shard.Shard;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.record.RecordBatch;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.StoreFailed;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of one batch from a request into its partition. */
final class BatchEntrance {

    private static final Logger LOG = LoggerFactory.getLogger(BatchEntrance.class);
    private static final int MAGIC_AT = 16;
    private static final int ZSTD = 4;
    private static final String NOT_ADDED = "Partition was not added to the transaction";

    private final TransactionGate gate;

    BatchEntrance(TransactionGate gate) {
        this.gate = gate;
    }

    /** Whether the bytes have the shape of exactly one batch that this version of Produce may carry. */
    static Errors shape(ByteBuffer batch, boolean zstdAllowed) {
        if (batch.remaining() <= MAGIC_AT) {
            return Errors.INVALID_RECORD;
        }
        byte magic = batch.get(batch.position() + MAGIC_AT);
        if (magic != RecordBatch.MAGIC) {
            return magic < 0 || magic > RecordBatch.MAGIC ? Errors.CORRUPT_MESSAGE : Errors.INVALID_RECORD;
        }
        try {
            if (!RecordBatch.isWhole(batch, batch.position(), batch.limit())) {
                return Errors.INVALID_RECORD;
            }
        } catch (MalformedBytes malformed) {
            return Errors.CORRUPT_MESSAGE;
        }
        if (RecordBatch.size(batch, batch.position()) != batch.remaining()) {
            return Errors.INVALID_RECORD;
        }
        return RecordBatch.compression(batch, batch.position()) == ZSTD && !zstdAllowed
                ? Errors.UNSUPPORTED_COMPRESSION_TYPE : Errors.NONE;
    }

    /** Appends the batch on the partition's shard, or says in the slot why not. */
    void enter(ByteBuffer batch, String transactionalId, Topic topic, Partition partition, ProduceAnswer.Slot slot) {
        if (RecordBatch.isTransactional(batch, batch.position())) {
            enterTransactional(batch, transactionalId, topic, partition, slot);
        } else if (partition.shard().isCurrent()) {
            append(batch, topic.config(), partition, slot);
        } else {
            ByteBuffer copy = copy(batch);
            partition.shard().execute(() -> append(copy, topic.config(), partition, slot));
        }
    }

    private void enterTransactional(ByteBuffer batch, String transactionalId, Topic topic, Partition partition,
                                    ProduceAnswer.Slot slot) {
        if (transactionalId == null) {
            slot.failed(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, null);
            return;
        }
        ByteBuffer copy = copy(batch);
        TransactionGate.Writer writer = new TransactionGate.Writer(transactionalId, RecordBatch.producerId(copy, 0),
                RecordBatch.producerEpoch(copy, 0));
        gate.admit(slot.exchange(), writer, partition, verdict -> {
            if (verdict != Errors.NONE) {
                slot.failed(verdict, verdict == Errors.INVALID_TXN_STATE ? NOT_ADDED : null);
            } else {
                onShard(partition.shard(), () -> append(copy, topic.config(), partition, slot));
            }
        });
    }

    private void append(ByteBuffer batch, TopicConfig config, Partition partition, ProduceAnswer.Slot slot) {
        if (partition.isDeleted()) {
            slot.failed(Errors.UNKNOWN_TOPIC_OR_PARTITION, null);
            return;
        }
        try {
            settle(partition.produce(inTopicsCompression(batch, config)), partition, slot);
        } catch (CorruptLog | StoreFailed broken) {
            LOG.error("{} cannot be written to", partition.id(), broken);
            slot.failed(Errors.KAFKA_STORAGE_ERROR, broken.getMessage());
        }
    }

    private static void settle(Produced outcome, Partition partition, ProduceAnswer.Slot slot) {
        switch (outcome) {
            case Produced.Appended appended -> {
                if (slot.waitsForLog()) {
                    partition.whenDurable(appended.endOffset(), () -> slot.appended(appended));
                } else {
                    slot.appended(appended);
                }
            }
            case Produced.Refused refused -> slot.refused(refused, partition.startOffset());
        }
    }

    private static ByteBuffer inTopicsCompression(ByteBuffer batch, TopicConfig config) {
        if (config.messages().compressionType().equals("producer")) {
            return batch;
        }
        try {
            RecordBatch.check(batch, batch.position(), batch.limit());
            return new Recompression(new KafkaDecompressor()).convert(batch, config.messages());
        } catch (MalformedBytes malformed) {
            // The partition finds the same fault and has the words for it.
            return batch;
        }
    }

    private static ByteBuffer copy(ByteBuffer batch) {
        return ByteBuffer.allocate(batch.remaining()).put(batch).flip();
    }

    private static void onShard(Shard shard, Runnable task) {
        if (shard.isCurrent()) {
            task.run();
        } else {
            shard.execute(task);
        }
    }
}
