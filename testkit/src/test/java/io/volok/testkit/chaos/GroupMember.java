package io.volok.testkit.chaos;

import io.volok.testkit.history.Event;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;

/** One member's life: joins, reads, commits what it has read, and leaves or falls silent. */
final class GroupMember implements ConsumerRebalanceListener, AutoCloseable {

    private final Stage stage;
    private final String group;
    private final String name;
    private final Consumer<String, String> consumer;
    private final Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();

    GroupMember(Stage stage, Membership membership, String group, String name, String topic) {
        this.stage = stage;
        this.group = group;
        this.name = name;
        this.consumer = stage.consumer(Event.Isolation.COMMITTED, membership.settings(group));
        consumer.subscribe(List.of(topic), this);
    }

    void poll() {
        for (ConsumerRecord<String, String> record : consumer.poll(Stage.POLL)) {
            stage.polled(name, Event.Isolation.COMMITTED, record);
            read.put(new TopicPartition(record.topic(), record.partition()),
                    new OffsetAndMetadata(record.offset() + 1));
        }
    }

    /** Commits what has been read; what is refused is read again by whoever is next. */
    void commit() {
        if (read.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.copyOf(read);
        read.clear();
        try {
            consumer.commitSync(offsets);
            offsets.forEach((partition, offset) ->
                    stage.history().add(new Event.Committed(group, partition, offset.offset())));
        } catch (CommitFailedException | RebalanceInProgressException | RetriableCommitFailedException
                | FencedInstanceIdException | TimeoutException refused) {
            read.clear();
        }
    }

    /** Whether it owns all of these partitions and has read up to there. */
    boolean hasRead(Map<TopicPartition, Long> ends) {
        return consumer.assignment().equals(ends.keySet())
                && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            long position = consumer.position(partition);
            stage.history().add(new Event.Owned(group, name, partition, position));
            stage.history().add(new Event.Positioned(name, partition, position));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
        release(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        read.clear();
        release(partitions);
    }

    private void release(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> stage.history().add(new Event.Released(group, name, each)));
    }

    /** Goes without a word: the group notices when its session is over. */
    void fallSilent() {
        release(consumer.assignment());
        consumer.close(CloseOptions.timeout(Duration.ZERO)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
    }
}
