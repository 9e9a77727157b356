package io.volok.server.kafka;

import io.volok.broker.partition.PartitionId;
import io.volok.broker.partition.Topics;
import io.volok.broker.shard.Shard;
import io.volok.log.Cleaner;
import io.volok.log.CompactionReport;
import io.volok.log.store.LogFailed;
import io.volok.server.kafka.admin.BrokerSettings;
import io.volok.server.kafka.data.KafkaCompressor;
import io.volok.server.kafka.data.KafkaDecompressor;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to logs now and then: retention, compaction, flushes that time asks for. Each shard sees to its own; the
 * intervals are read anew every time, so that they can be changed while the broker runs.
 */
final class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long TICK_MS = 1000;
    /** A pass needs some 24 bytes a key; what does not fit waits for the next pass. */
    private static final long MAX_KEY_MAP_BYTES = 32L << 20;

    private final Topics topics;
    private final BrokerSettings settings;
    private final Cleaner cleaner;

    Upkeep(Topics topics, BrokerSettings settings, Executor background) {
        this.topics = topics;
        this.settings = settings;
        long keyMapBytes = Math.min(MAX_KEY_MAP_BYTES, settings.longNumber("log.cleaner.dedupe.buffer.size"));
        this.cleaner = new Cleaner(
                background::execute, new KafkaDecompressor(), new KafkaCompressor(), keyMapBytes);
    }

    /** Begins on one shard. Called there, once. */
    void start(Shard shard) {
        every(shard, () -> settings.longNumber("log.retention.check.interval.ms"), () -> retain(shard));
        every(shard, () -> settings.longNumber("log.cleaner.backoff.ms"), () -> compact(shard));
        every(shard, () -> TICK_MS, () -> tick(shard));
    }

    private static void every(Shard shard, Supplier<Long> intervalMs, Runnable task) {
        shard.schedule(intervalMs.get(), () -> {
            try {
                task.run();
            } finally {
                every(shard, intervalMs, task);
            }
        });
    }

    private void retain(Shard shard) {
        long expirationMs = settings.longNumber("producer.id.expiration.ms");
        topics.visit(shard, topic -> true, partition -> partition.retain(expirationMs), Upkeep::broken);
    }

    private void compact(Shard shard) {
        if (settings.flag("log.cleaner.enable")) {
            topics.visit(shard, topic -> topic.config().cleaning().compact(),
                    partition -> partition.compact(cleaner, report -> compacted(partition.id(), report)),
                    Upkeep::broken);
        }
    }

    private void tick(Shard shard) {
        topics.visit(shard, topic -> topic.config().flush().ms() != Long.MAX_VALUE,
                partition -> partition.tick(), Upkeep::broken);
    }

    private static void compacted(PartitionId partition, CompactionReport report) {
        if (report.failure() != null) {
            LOG.warn("{} could not be compacted and stays as it was", partition, report.failure());
        } else {
            LOG.debug("{} compacted from {} to {} bytes", partition, report.bytesBefore(), report.bytesAfter());
        }
    }

    private static void broken(PartitionId partition, LogFailed failure) {
        LOG.error("{} cannot be looked after", partition, failure);
    }
}
