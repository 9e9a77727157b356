package io.volok.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.shard.ManualShard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskWatchTest {

    private final ManualShard shard = new ManualShard(0);
    private final List<String> heard = new ArrayList<>();
    private long usableBytes = 5_000;

    @Test
    void publishersWaitWhileTheDiskIsNearlyFull() {
        new DiskWatch(shard, () -> usableBytes, 1_000, heard::add).start();
        shard.advance(5_000);
        assertThat(heard).isEmpty();

        usableBytes = 999;
        shard.advance(5_000);
        usableBytes = 1_050;
        shard.advance(5_000);
        assertThat(heard).containsExactly("low on disk");

        usableBytes = 1_100;
        shard.advance(5_000);
        assertThat(heard).containsExactly("low on disk", null);
    }

    @Test
    void withoutALimitNobodyLooks() {
        new DiskWatch(shard, () -> 0, 0, heard::add).start();
        shard.advance(5_000);
        assertThat(heard).isEmpty();
    }
}
