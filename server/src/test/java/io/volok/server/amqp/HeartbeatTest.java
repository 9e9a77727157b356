package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.shard.ManualShard;
import org.junit.jupiter.api.Test;

/** Section 4.2.7. */
class HeartbeatTest {

    private final ManualShard shard = new ManualShard(0);
    private int beats;
    private int lost;
    private final Heartbeat heartbeat = new Heartbeat(shard, 10_000, () -> beats++, () -> lost++);

    @Test
    void beatsEveryHalfIntervalWhenNothingElseIsSent() {
        heartbeat.start();
        for (int i = 0; i < 10; i++) {
            shard.advance(5_000);
            heartbeat.heard();
        }
        assertThat(beats).isEqualTo(10);
        assertThat(lost).isZero();
    }

    @Test
    void anyTrafficStandsForABeat() {
        heartbeat.start();
        heartbeat.sent();
        shard.advance(5_000);
        assertThat(beats).isZero();
        shard.advance(5_000);
        assertThat(beats).isOne();
    }

    @Test
    void givesUpAPeerThatIsSilentForTwoIntervals() {
        heartbeat.start();
        shard.advance(19_999);
        assertThat(lost).isZero();
        shard.advance(1);
        assertThat(lost).isOne();
        shard.advance(100_000);
        assertThat(lost).isOne();
    }

    @Test
    void doesNotWatchAPeerThatIsNotRead() {
        heartbeat.start();
        heartbeat.watch(false);
        shard.advance(100_000);
        assertThat(lost).isZero();
        heartbeat.watch(true);
        shard.advance(20_000);
        assertThat(lost).isOne();
    }
}
