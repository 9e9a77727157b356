package io.volok.server.kafka.share;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Topic;
import io.volok.broker.shard.Shard;
import io.volok.broker.share.Acknowledgement;
import io.volok.broker.share.SharePartition;
import io.volok.broker.share.ShareSettings;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.StoreFailed;
import io.volok.server.kafka.share.ShareConnection.Member;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.TopicIds;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests to the share partitions, on their shards. */
record ShareAccess(ShareFace face) {

    private static final Logger LOG = LoggerFactory.getLogger(ShareAccess.class);

    /** A partition that may be used, or why it may not. */
    record Found(Partition partition, Errors error) {
    }

    /** The share sessions of the exchange's connection. */
    ShareConnection connection(Exchange exchange) {
        return exchange.session().state(ShareConnection.class,
                () -> new ShareConnection(face.sessions(), this::releaseAll));
    }

    Found find(ShareTarget target, Exchange exchange) {
        Topic topic = TopicIds.find(face.topics().image(), target.topicId());
        if (topic == null) {
            return new Found(null, Errors.UNKNOWN_TOPIC_ID);
        }
        if (!face.mayTopic(exchange, AclOperation.READ, topic.name())) {
            return new Found(null, Errors.TOPIC_AUTHORIZATION_FAILED);
        }
        Partition partition = topic.partition(target.index());
        return new Found(partition, partition == null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.NONE);
    }

    /**
     * Asks a group's share partition on its shard; at once if that is this one. Another shard hears the answer when what
     * has changed is written, as does whoever is told at the end of a batch of work: a delivery that was seen is counted.
     */
    <T> CompletableFuture<T> ask(String groupId, Partition partition, Function<SharePartition, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (partition.shard().isCurrent()) {
            asked(groupId, partition, question, answer).run();
        } else {
            partition.shard().execute(() -> partition.shard().afterBatch(
                    Shard.Phase.SEND, asked(groupId, partition, question, answer)));
        }
        return answer;
    }

    /** Asks, and leaves it to the caller when to answer. */
    private <T> Runnable asked(String groupId, Partition partition, Function<SharePartition, T> question,
            CompletableFuture<T> answer) {
        if (partition.isDeleted()) {
            return () -> answer.completeExceptionally(Errors.UNKNOWN_TOPIC_OR_PARTITION.exception());
        }
        try {
            T found = question.apply(face.partitions().get(groupId, partition));
            return () -> answer.complete(found);
        } catch (CorruptLog | StoreFailed broken) {
            LOG.error("{} cannot be read", partition.id(), broken);
            return () -> answer.completeExceptionally(Errors.KAFKA_STORAGE_ERROR.exception());
        }
    }

    /** Acknowledges; the future gives the error when what was said is durable. */
    CompletableFuture<Errors> acknowledge(String groupId, String holder, ShareTarget target,
            List<Acknowledgement> acknowledgements, ShareSettings settings, Exchange exchange) {
        Found found = find(target, exchange);
        if (found.error() != Errors.NONE) {
            return CompletableFuture.completedFuture(found.error());
        }
        CompletableFuture<CompletableFuture<Errors>> outcome = ask(groupId, found.partition(), share -> {
            CompletableFuture<Errors> kept = new CompletableFuture<>();
            switch (share.acknowledge(holder, acknowledgements, settings)) {
                case DONE -> share.whenDurable(
                        done -> kept.complete(done ? Errors.NONE : Errors.KAFKA_STORAGE_ERROR));
                case NOT_HELD -> kept.complete(Errors.INVALID_RECORD_STATE);
                case MALFORMED -> kept.complete(Errors.INVALID_REQUEST);
            }
            return kept;
        });
        return outcome.thenCompose(kept -> kept).exceptionally(Errors::forException);
    }

    private void releaseAll(Member member, ShareSession session) {
        for (ShareTarget target : session.namedTargets()) {
            Topic topic = TopicIds.find(face.topics().image(), target.topicId());
            Partition partition = topic == null ? null : topic.partition(target.index());
            if (partition != null) {
                release(member.groupId(), session.holder(), partition);
            }
        }
    }

    /** Gives back what a holder has of a partition. */
    void release(String groupId, String holder, Partition partition) {
        ask(groupId, partition, share -> {
            share.releaseAll(holder);
            return null;
        });
    }
}
