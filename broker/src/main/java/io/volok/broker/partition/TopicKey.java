package io.volok.broker.partition;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a topic: Kafka's name, the broker settings that give its default (the first one that is set wins) and
 * the default when none is.
 */
public enum TopicKey {
    CLEANUP_POLICY("cleanup.policy", "delete", "log.cleanup.policy"),
    COMPRESSION_GZIP_LEVEL("compression.gzip.level", "-1", "compression.gzip.level"),
    COMPRESSION_LZ4_LEVEL("compression.lz4.level", "9", "compression.lz4.level"),
    COMPRESSION_TYPE("compression.type", "producer", "compression.type"),
    COMPRESSION_ZSTD_LEVEL("compression.zstd.level", "3", "compression.zstd.level"),
    DELETE_RETENTION_MS("delete.retention.ms", "86400000", "log.cleaner.delete.retention.ms"),
    ERRORS_DEADLETTERQUEUE_GROUP_ENABLE("errors.deadletterqueue.group.enable", "false"),
    FILE_DELETE_DELAY_MS("file.delete.delay.ms", "60000", "log.segment.delete.delay.ms"),
    FLUSH_MESSAGES("flush.messages", "9223372036854775807", "log.flush.interval.messages"),
    FLUSH_MS("flush.ms", "9223372036854775807", "log.flush.interval.ms", "log.flush.scheduler.interval.ms"),
    FOLLOWER_REPLICATION_THROTTLED_REPLICAS("follower.replication.throttled.replicas", ""),
    INDEX_INTERVAL_BYTES("index.interval.bytes", "4096", "log.index.interval.bytes"),
    LEADER_REPLICATION_THROTTLED_REPLICAS("leader.replication.throttled.replicas", ""),
    LOCAL_RETENTION_BYTES("local.retention.bytes", "-2", "log.local.retention.bytes"),
    LOCAL_RETENTION_MS("local.retention.ms", "-2", "log.local.retention.ms"),
    MAX_COMPACTION_LAG_MS("max.compaction.lag.ms", "9223372036854775807", "log.cleaner.max.compaction.lag.ms"),
    MAX_DECOMPRESSED_MESSAGE_BYTES("max.decompressed.message.bytes", "2147483639", "max.decompressed.message.bytes"),
    MAX_MESSAGE_BYTES("max.message.bytes", "1048588", "message.max.bytes"),
    MESSAGE_TIMESTAMP_AFTER_MAX_MS("message.timestamp.after.max.ms", "3600000",
            "log.message.timestamp.after.max.ms"),
    MESSAGE_TIMESTAMP_BEFORE_MAX_MS("message.timestamp.before.max.ms", "9223372036854775807",
            "log.message.timestamp.before.max.ms"),
    MESSAGE_TIMESTAMP_TYPE("message.timestamp.type", "CreateTime", "log.message.timestamp.type"),
    MIN_CLEANABLE_DIRTY_RATIO("min.cleanable.dirty.ratio", "0.5", "log.cleaner.min.cleanable.ratio"),
    MIN_COMPACTION_LAG_MS("min.compaction.lag.ms", "0", "log.cleaner.min.compaction.lag.ms"),
    MIN_INSYNC_REPLICAS("min.insync.replicas", "1", "min.insync.replicas"),
    PREALLOCATE("preallocate", "false", "log.preallocate"),
    REMOTE_COPY_LAG_BYTES("remote.copy.lag.bytes", "-1", "log.remote.copy.lag.bytes"),
    REMOTE_COPY_LAG_MS("remote.copy.lag.ms", "0", "log.remote.copy.lag.ms"),
    REMOTE_LOG_COPY_DISABLE("remote.log.copy.disable", "false"),
    REMOTE_LOG_DELETE_ON_DISABLE("remote.log.delete.on.disable", "false"),
    REMOTE_STORAGE_ENABLE("remote.storage.enable", "false"),
    RETENTION_BYTES("retention.bytes", "-1", "log.retention.bytes"),
    RETENTION_MS("retention.ms", "604800000", "log.retention.ms", "log.retention.minutes", "log.retention.hours"),
    SEGMENT_BYTES("segment.bytes", "1073741824", "log.segment.bytes"),
    SEGMENT_INDEX_BYTES("segment.index.bytes", "10485760", "log.index.size.max.bytes"),
    SEGMENT_JITTER_MS("segment.jitter.ms", "0", "log.roll.jitter.ms", "log.roll.jitter.hours"),
    SEGMENT_MS("segment.ms", "604800000", "log.roll.ms", "log.roll.hours"),
    UNCLEAN_LEADER_ELECTION_ENABLE("unclean.leader.election.enable", "false", "unclean.leader.election.enable");

    private static final long HOUR_MS = 3_600_000;
    private static final long MINUTE_MS = 60_000;
    private static final Map<String, TopicKey> BY_NAME = byName();

    private final String key;
    private final String builtIn;
    private final List<String> brokerKeys;

    TopicKey(String key, String builtIn, String... brokerKeys) {
        this.key = key;
        this.builtIn = builtIn;
        this.brokerKeys = List.of(brokerKeys);
    }

    /** The setting with this name, or null. */
    public static TopicKey of(String key) {
        return BY_NAME.get(key);
    }

    /** Kafka's name of the setting on a topic. */
    public String key() {
        return key;
    }

    /** The value if nobody sets anything. */
    public String builtIn() {
        return builtIn;
    }

    /** The broker settings that give the default, the strongest first. */
    public List<String> brokerKeys() {
        return brokerKeys;
    }

    /** The value that follows from the broker's settings. */
    String defaultFrom(Map<String, String> broker) {
        for (String name : brokerKeys) {
            String value = broker.get(name);
            if (value != null) {
                return convert(name, value);
            }
        }
        return builtIn;
    }

    /** A broker setting's value in the unit that the topic's setting has. */
    public static String convert(String brokerKey, String value) {
        long unitMs = brokerKey.endsWith(".hours") ? HOUR_MS : brokerKey.endsWith(".minutes") ? MINUTE_MS : 1;
        if (unitMs == 1) {
            return value;
        }
        long number = Long.parseLong(value.trim());
        return number < 0 ? "-1" : Long.toString(Math.multiplyExact(number, unitMs));
    }

    private static Map<String, TopicKey> byName() {
        Map<String, TopicKey> map = new HashMap<>();
        for (TopicKey key : values()) {
            map.put(key.key, key);
        }
        return Collections.unmodifiableMap(map);
    }
}
