package io.volok.testkit.chaos;

import io.volok.testkit.history.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Follows a topic from its beginning, in no group. */
record SteadyReader(String name, String topic, Event.Isolation isolation) implements Actor {

    /** Longer than any transaction may stay open. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public void act(Stage stage) {
        try (Consumer<String, String> consumer = stage.consumer(isolation, Map.of())) {
            begin(stage, consumer);
            while (stage.isOn()) {
                consumer.poll(Stage.POLL).forEach(record -> stage.polled(name, isolation, record));
            }
        }
    }

    /** Reads everything there is: up to the last stable offset, which has to become the end soon. */
    void readAll(Stage stage) {
        try (Consumer<String, String> consumer = stage.consumer(isolation, Map.of())) {
            List<TopicPartition> partitions = begin(stage, consumer);
            long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
            Map<TopicPartition, Long> ends = stage.ends(topic, Event.Isolation.UNCOMMITTED);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                if (System.nanoTime() > deadlineNs) {
                    throw new AssertionError(name + " hangs before " + ends + " of " + topic + ": a transaction is open");
                }
                consumer.poll(Stage.POLL).forEach(record -> stage.polled(name, isolation, record));
            }
        }
    }

    private List<TopicPartition> begin(Stage stage, Consumer<String, String> consumer) {
        List<TopicPartition> partitions = Stage.partitions(topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        partitions.forEach(each -> stage.history().add(new Event.Positioned(name, each, 0)));
        return partitions;
    }
}
