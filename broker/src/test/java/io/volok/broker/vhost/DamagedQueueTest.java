package io.volok.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.log.store.LogId;
import org.junit.jupiter.api.Test;

/** Bytes that changed on the disk are told with the name of the queue, and never delivered. */
class DamagedQueueTest {

    private static final int SOMEWHERE = 20_000;

    private final World world = new World();

    private LogId fill() {
        world.queue("orders");
        for (int i = 0; i < 300; i++) {
            world.publish("", "orders", "x".repeat(500));
            world.shard.run();
        }
        return world.store.logs("vhosts/%2F/queues").getFirst();
    }

    @Test
    void recoveryNamesTheQueue() {
        LogId log = fill();
        world.store.damage(log, 0, SOMEWHERE);
        assertThatThrownBy(world::crash).isInstanceOf(DamagedQueue.class)
                .hasMessageContaining("queue 'orders' in vhost '/'").hasMessageContaining(log.toString());
    }

    @Test
    void whatWasClosedInOrderIsCheckedWhenItIsRead() {
        LogId log = fill();
        world.restart();
        world.store.damage(log, 0, SOMEWHERE);
        assertThatThrownBy(() -> world.drain("orders")).hasMessageContaining("corrupt");
        assertThat(world.store.logs("vhosts/%2F/queues")).contains(log);
    }
}
