package io.volok.testkit.chaos;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/** Sends bursts, outside of transactions, and never gives up on a record. */
record IdempotentWriter(String name, String topic) implements Actor {

    @Override
    public void act(Stage stage) {
        Random random = stage.random(name);
        List<TopicPartition> partitions = Stage.partitions(topic);
        try (Producer<String, String> producer = stage.producer(Map.of("batch.size", 200))) {
            for (int turn = 0; stage.isOn(); turn++) {
                for (int i = random.nextInt(30); i >= 0; i--) {
                    TopicPartition to = partitions.get(random.nextInt(partitions.size()));
                    stage.send(producer, name, "", to, name + "-" + turn + "-" + i);
                }
                Stage.pause(random.nextInt(10));
            }
        }
    }
}
