package io.volok.server.kafka.data;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.StoreFailed;
import io.volok.server.kafka.wire.Gathering;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a partition something on its shard and brings the reply home. */
final class PartitionQuestion {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionQuestion.class);

    private PartitionQuestion() {
    }

    /** What a partition said: an error, or a value. */
    record Reply<T>(Errors error, T value) {

        static <T> Reply<T> of(T value) {
            return new Reply<>(Errors.NONE, value);
        }

        static <T> Reply<T> failed(Errors error) {
            return new Reply<>(error, null);
        }
    }

    /**
     * Asks one partition of a topic.
     *
     * @param topic    null if there is none
     * @param question runs on the partition's shard
     * @param takeIn   gets the reply on the session's shard, perhaps in the call
     */
    static <T> void ask(Gathering gathering, Topic topic, int index, Function<Partition, Reply<T>> question,
                        Consumer<Reply<T>> takeIn) {
        Consumer<Reply<T>> reply = gathering.expect(takeIn);
        later(topic, index, (partition, answer) -> answer.accept(question.apply(partition)), reply);
    }

    /** As {@link #ask}, for a question that is answered later. */
    static <T> void later(Topic topic, int index, BiConsumer<Partition, Consumer<Reply<T>>> question,
                          Consumer<Reply<T>> reply) {
        Partition partition = topic == null ? null : topic.partition(index);
        if (partition == null) {
            reply.accept(Reply.failed(Errors.UNKNOWN_TOPIC_OR_PARTITION));
        } else if (!partition.shard().isCurrent()) {
            partition.shard().execute(() -> answer(partition, question, reply));
        } else if (partition.isOpen()) {
            answer(partition, question, reply);
        } else {
            // Many logs may have to be opened for one request; others are served in between.
            partition.shard().giveWay(() -> answer(partition, question, reply));
        }
    }

    private static <T> void answer(Partition partition, BiConsumer<Partition, Consumer<Reply<T>>> question,
                                   Consumer<Reply<T>> reply) {
        if (partition.isDeleted()) {
            reply.accept(Reply.failed(Errors.UNKNOWN_TOPIC_OR_PARTITION));
            return;
        }
        try {
            question.accept(partition, reply);
        } catch (CorruptLog | StoreFailed broken) {
            LOG.error("{} cannot be read", partition.id(), broken);
            reply.accept(Reply.failed(Errors.KAFKA_STORAGE_ERROR));
        }
    }

    /** Whether the client's idea of the leader's epoch is right. */
    static Errors checkEpoch(int epoch) {
        if (epoch < 0 || epoch == Partition.LEADER_EPOCH) {
            return Errors.NONE;
        }
        return Errors.UNKNOWN_LEADER_EPOCH;
    }
}
