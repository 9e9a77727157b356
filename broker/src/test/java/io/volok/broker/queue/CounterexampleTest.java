package io.volok.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.queue.QueueRig.Sink;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the model test found once, each kept as a short story. The number is for references; it is never reused. */
class CounterexampleTest {

    private final QueueRig rig = new QueueRig();

    private void publishOneByOne(int from, int to) {
        IntStream.range(from, to).forEach(i -> {
            rig.publish("m" + i);
            rig.shard.run();
        });
    }

    private Sink consumeAndAck() {
        Sink sink = new Sink();
        Consumer consumer = rig.queue.subscribe(ConsumerSpec.of("c", true, 0), sink);
        rig.shard.run();
        rig.queue.unsubscribe(consumer);
        rig.shard.run();
        return sink;
    }

    /** A transient queue spilled after it had been emptied once: the log does not begin where memory begins. */
    @Test
    void scenario1SpillAfterAGapOfAcknowledgedMessages() {
        rig.spec(QueueType.CLASSIC, false, 0).budget(2_000).open();
        publishOneByOne(0, 2);
        consumeAndAck();
        publishOneByOne(2, 40);
        assertThat(consumeAndAck().bodies).hasSize(38).startsWith("m2").endsWith("m39");
    }

    /** A transient queue's floor passed the end of its log, up to which alone it can be trimmed. */
    @Test
    void scenario2TrimWhenTheFloorIsBeyondTheLog() {
        rig.spec(QueueType.CLASSIC, false, 0).budget(20_000).logConfig(
                io.volok.log.LogConfig.DEFAULT.withSegmentBytes(1_024)).open();
        publishOneByOne(0, 60);
        assertThat(consumeAndAck().bodies).hasSize(60);
        publishOneByOne(60, 62);
        assertThat(consumeAndAck().bodies).containsExactly("m60", "m61");
        assertThat(rig.queue.messageCount()).isZero();
    }
}
