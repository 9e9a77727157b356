package io.volok.server.kafka;

import io.netty.channel.EventLoop;
import io.volok.broker.shard.Shard;
import io.volok.log.Durability;
import io.volok.log.store.LogFailed;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.file.DataDirectory;
import io.volok.log.store.file.FileSegmentStore;
import io.volok.log.store.file.StoreListener;
import io.volok.server.kafka.wire.Broker;
import io.volok.server.net.EventLoops;
import io.volok.server.net.Listener;
import io.volok.server.runtime.EventLoopShard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** A Kafka face on real sockets and real files, for real clients. */
public final class KafkaFixture implements AutoCloseable {

    private final EventLoops loops;
    private final List<Shard> shards = new ArrayList<>();
    private final DataDirectory directory;
    private final SegmentStore store;
    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private final KafkaFace face;
    private final Listener listener;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    public KafkaFixture(Path data, int shardCount, Map<String, String> settings) throws IOException {
        this(data, shardCount, settings, SecurityProtocol.PLAINTEXT);
    }

    public KafkaFixture(Path data, int shardCount, Map<String, String> settings, SecurityProtocol security)
            throws IOException {
        loops = EventLoops.start("test-shard", shardCount);
        Map<EventLoop, Shard> homes = new HashMap<>();
        for (EventLoop loop : loops.all()) {
            EventLoopShard shard = new EventLoopShard(shards.size(), loop, thrown -> {
                thrown.printStackTrace();
                failure.set(thrown);
            });
            shards.add(shard);
            homes.put(loop, shard);
        }
        directory = DataDirectory.open(data, "test-cluster-id");
        store = FileSegmentStore.open(directory, FileSegmentStore.OPEN_FILES_MAX, new StoreListener() {
            @Override
            public void forceFailed(LogFailed failed) {
                failure.set(failed);
            }

            @Override
            public void unlinkFailed(Path file, IOException cause) {
                failure.set(cause);
            }
        });
        face = KafkaFace.open(new KafkaFace.Ground(shards, store, Durability.OS,
                new Broker(1, directory.clusterId(), null, Map.of()), settings, background));
        shards.forEach(shard -> shard.execute(() -> face.start(shard)));
        listener = Listener.sessions(loops, "127.0.0.1", 0, null, face.connectionLimits(security.name()), homes::get,
                face.sessions(security.name(), security));
    }

    public String bootstrap() {
        return "127.0.0.1:" + listener.port();
    }

    public int port() {
        return listener.port();
    }

    public KafkaFace face() {
        return face;
    }

    /** What went wrong on a shard, or null. */
    public Throwable failure() {
        return failure.get();
    }

    @Override
    public void close() {
        listener.close();
        face.stop();
        for (Shard shard : shards.reversed()) {
            CountDownLatch closed = new CountDownLatch(1);
            shard.execute(() -> {
                face.close(shard);
                closed.countDown();
            });
            try {
                closed.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
        background.shutdown();
        store.close();
        directory.close();
        loops.close();
    }
}
