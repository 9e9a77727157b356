package io.volok.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.volok.server.net.EventLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class EventLoopShardTest {

    @Test
    void longWorkGivesWayToWhatCameMeanwhile() throws Exception {
        try (EventLoops loops = EventLoops.start("test-shard", 1)) {
            EventLoop loop = loops.all().getFirst();
            CompletableFuture<List<String>> done = new CompletableFuture<>();
            EventLoopShard shard = new EventLoopShard(0, loop, done::completeExceptionally);
            List<String> order = new ArrayList<>();
            shard.execute(() -> {
                shard.giveWay(() -> {
                    order.add("the rest");
                    done.complete(order);
                });
                shard.execute(() -> {
                    order.add("another task");
                    shard.execute(() -> order.add("what that one added"));
                });
            });
            assertThat(done.get(10, TimeUnit.SECONDS)).containsExactly("another task", "what that one added", "the rest");
        }
    }
}
