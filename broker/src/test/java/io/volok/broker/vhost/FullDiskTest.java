package io.volok.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk without space refuses what is new and loses nothing that was promised; the broker goes on. */
class FullDiskTest {

    private final World world = new World();

    private void fill() {
        world.shard.run();
        world.store.faults().capacityBytes(world.store.usedBytes());
    }

    private void free() {
        world.store.faults().capacityBytes(Long.MAX_VALUE);
        world.shard.advance(2_000);
    }

    @Test
    void acknowledgementsGoOnAndAreNotedWhenThereIsSpace() {
        world.queue("q");
        for (int i = 0; i < 5; i++) {
            world.publish("", "q", "m" + i);
        }
        fill();
        assertThat(world.drain("q")).hasSize(5);
        world.publish("", "q", "late", FieldTable.EMPTY, world, 9);
        world.shard.run();
        assertThat(world.rejected).containsExactly(9L);
        world.shard.advance(5_000);
        free();
        world.publish("", "q", "after");
        world.crash();
        assertThat(world.drain("q")).containsExactly("after");
    }

    @Test
    void declarationsWaitForSpace() {
        world.queue("q");
        fill();
        world.queue("waiting");
        List<String> told = new ArrayList<>();
        world.vhost.whenDurable(() -> told.add("durable"));
        world.shard.advance(3_000);
        assertThat(told).isEmpty();
        free();
        assertThat(told).containsExactly("durable");
        world.crash();
        assertThat(world.ready("waiting")).isZero();
    }

    @Test
    void delayedMessagesAreRefused() {
        world.exchange("x", "x-delayed-message", FieldTable.builder().add("x-delayed-type", "fanout").build());
        world.queue("q");
        world.bind("x", "q", "");
        FieldTable headers = FieldTable.of("x-delay", new FieldValue.Int32(1_000));
        world.publish("x", "", "1", headers, world, 1);
        fill();
        world.publish("x", "", "2", headers, world, 2);
        world.shard.run();
        assertThat(world.accepted).containsExactly(1L);
        assertThat(world.rejected).containsExactly(2L);
        free();
        world.publish("x", "", "3", headers, world, 3);
        world.shard.advance(5_000);
        assertThat(world.drain("q")).containsExactly("1", "3");
    }
}
