package io.volok.testkit.chaos;

import io.volok.testkit.history.Event;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;

/** One seat in a group, taken by one member after the other. */
record ChangingGroup(Membership membership, String group, int seat, String topic) implements Actor {

    /** Longer than the sessions of the members that fell silent. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public void act(Stage stage) {
        Random random = stage.random(group + seat);
        for (int life = 0; stage.isOn(); life++) {
            GroupMember member = new GroupMember(stage, membership, group, group + "/" + seat + "." + life, topic);
            long endNs = System.nanoTime() + (300 + random.nextInt(1_500)) * 1_000_000L;
            while (stage.isOn() && System.nanoTime() < endNs) {
                member.poll();
                if (random.nextInt(3) > 0) {
                    member.commit();
                }
            }
            if (random.nextInt(4) == 0) {
                member.fallSilent();
            } else {
                member.close();
            }
        }
    }

    /** One last member reads what the others left. */
    void readTheRest(Stage stage) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        Map<TopicPartition, Long> ends = stage.ends(topic, Event.Isolation.COMMITTED);
        try (GroupMember last = new GroupMember(stage, membership, group, group + "/last", topic)) {
            while (!last.hasRead(ends)) {
                if (System.nanoTime() > deadlineNs) {
                    throw new AssertionError(group + " does not come to the end of " + topic + ": " + ends);
                }
                last.poll();
                last.commit();
            }
        }
    }
}
