package io.volok.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Everything that can be configured. Each setting also answers to RabbitMQ's or Kafka's name for the same thing. */
public final class Settings {

    private static final long MINUTE_MS = 60_000L;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final int MIB = 1024 * 1024;
    private static final int GIB = 1024 * MIB;

    /** When a confirm or an acks=all answer is given. */
    public enum DurabilityMode {
        /** When the operating system has the bytes: they survive the broker's death. */
        OS,
        /** When the disk has them: they survive power loss too. */
        FSYNC
    }

    // --- where ---
    public static final Setting<Path> DATA = Setting.of("data", Path.of("data"), Path::of)
            .or("log.dirs", "log.dir");
    public static final Setting<ListenAddress> AMQP_LISTEN =
            Setting.of("listen.amqp", ListenAddress.ofPort(5672), ListenAddress::parse)
                    .or("listeners.tcp", "listeners.tcp.*");
    public static final Setting<ListenAddress> KAFKA_LISTEN =
            Setting.of("listen.kafka", ListenAddress.ofPort(9092), ListenAddress::parse)
                    .or("listeners", text -> NamedListener.parse(text).getFirst().address());
    /** All of Kafka's listeners; the address of the first is {@link #KAFKA_LISTEN}. */
    public static final Setting<List<NamedListener>> KAFKA_LISTENERS = Setting.of("listeners",
            List.of(new NamedListener("PLAINTEXT", ListenAddress.ofPort(9092))), NamedListener::parse);
    /** {@code NAME:PROTOCOL,...} for listeners whose name is not their protocol. */
    public static final Setting<String> KAFKA_PROTOCOLS =
            Setting.of("listener.security.protocol.map", "", Values::text);
    public static final Setting<ListenAddress> AMQPS_LISTEN =
            Setting.of("listen.amqps", new ListenAddress("", -1), ListenAddress::parse)
                    .or("listeners.ssl", "listeners.ssl.*");
    public static final Setting<ListenAddress> HTTP_LISTEN =
            Setting.of("listen.http", ListenAddress.ofPort(15672), ListenAddress::parse)
                    .or("management.tcp.port", "management.listener.port");
    /** The RabbitMQ stream protocol. */
    public static final Setting<ListenAddress> STREAM_LISTEN =
            Setting.of("listen.stream", ListenAddress.ofPort(5552), ListenAddress::parse)
                    .or("stream.port", "stream.listeners.tcp", "stream.listeners.tcp.*");
    /** The RabbitMQ stream protocol over TLS. */
    public static final Setting<ListenAddress> STREAM_TLS_LISTEN =
            Setting.of("listen.streams", new ListenAddress("", -1), ListenAddress::parse)
                    .or("stream.listeners.ssl", "stream.listeners.ssl.*");
    /** What stream clients are told to connect to; empty and 0: what they have used. */
    public static final Setting<String> STREAM_HOST = Setting.of("stream.advertised_host", "", Values::text);
    public static final Setting<Integer> STREAM_PORT =
            Setting.of("stream.advertised_port", 0, Values.integer(0, 65_535));
    /** The same for those that have connected over TLS. */
    public static final Setting<Integer> STREAM_TLS_PORT =
            Setting.of("stream.advertised_tls_port", 0, Values.integer(0, 65_535));
    /** What Kafka clients are told to connect to; empty: the address that they used. */
    public static final Setting<String> KAFKA_ADVERTISED = Setting.of("advertised.listeners", "", Values::text);
    public static final Setting<Integer> NODE_ID = Setting.of("node.id", 1, Values.integer(0, Integer.MAX_VALUE))
            .or("broker.id");

    // --- how ---
    /** 0: half of the processors, at least one. */
    public static final Setting<Integer> SHARDS = Setting.of("shards", 0, Values.integer(0, 256));
    public static final Setting<DurabilityMode> DURABILITY =
            Setting.of("durability", DurabilityMode.OS, Values.oneOf(DurabilityMode.class))
                    .or("log.flush.interval.messages", Settings::durabilityOfFlushInterval);
    /** Part of the machine's memory that may be used before publishers have to wait. */
    public static final Setting<Double> MEMORY_WATERMARK =
            Setting.of("vm_memory_high_watermark.relative", 0.6, Values::fraction)
                    .or("vm_memory_high_watermark");
    public static final Setting<Long> DISK_FREE_LIMIT_BYTES =
            Setting.of("disk_free_limit.absolute", 50_000_000L, Values::bytes);

    // --- users ---
    public static final Setting<String> DEFAULT_USER = Setting.of("default_user", "guest", Values::text);
    public static final Setting<String> DEFAULT_PASS = Setting.of("default_pass", "guest", Values::text);
    public static final Setting<String> DEFAULT_VHOST = Setting.of("default_vhost", "/", Values::text);

    /** A definitions file, or a folder of them, that is loaded at every start before anybody can connect. */
    public static final Setting<String> LOAD_DEFINITIONS = Setting.of("load_definitions", "", Values::text)
            .or("definitions.local.path", "management.load_definitions");
    /** Where definitions come from; files of this machine are all there is. */
    public static final Setting<String> DEFINITIONS_BACKEND =
            Setting.of("definitions.import_backend", "local_filesystem", Values::text);
    /** Whether definitions that are what was loaded last are not loaded again. */
    public static final Setting<Boolean> DEFINITIONS_SKIP =
            Setting.of("definitions.skip_if_unchanged", false, Values::flag);

    /** Users who may connect from the broker's own machine only. */
    public static final Setting<Set<String>> LOOPBACK_USERS =
            Setting.of("loopback_users", Set.of("guest"), Values::names)
                    .or("loopback_users.guest", text -> Values.flag(text) ? Set.of("guest") : Set.of());

    /** As whom a client of the mechanism ANONYMOUS logs in; {@code none}, unlike in RabbitMQ, if it may not. */
    public static final Setting<String> ANONYMOUS_USER = Setting.of("anonymous_login_user", "none", Values::text);
    public static final Setting<String> ANONYMOUS_PASSWORD = Setting.of("anonymous_login_pass", "guest", Values::text);

    // --- TLS ---
    public static final Setting<String> TLS_CERTIFICATE = Setting.of("ssl_options.certfile", "", Values::text);
    public static final Setting<String> TLS_KEY = Setting.of("ssl_options.keyfile", "", Values::text);
    public static final Setting<String> TLS_AUTHORITIES = Setting.of("ssl_options.cacertfile", "", Values::text);
    public static final Setting<String> TLS_VERIFY = Setting.of("ssl_options.verify", "verify_none", Values::text);
    public static final Setting<Boolean> TLS_CERTIFICATE_REQUIRED =
            Setting.of("ssl_options.fail_if_no_peer_cert", false, Values::flag);
    /** What names a certificate's user: {@code distinguished_name}, {@code common_name}, {@code subject_alternative_name}. */
    public static final Setting<String> CERTIFICATE_USER =
            Setting.of("ssl_cert_login_from", "distinguished_name", Values::text);
    /** Which alternative names count: {@code dns}, {@code ip}, {@code email}, {@code uri}, {@code other_name}. */
    public static final Setting<String> CERTIFICATE_SAN_TYPE = Setting.of("ssl_cert_login_san_type", "dns", Values::text);
    /** Which of them it is. */
    public static final Setting<Integer> CERTIFICATE_SAN_INDEX =
            Setting.of("ssl_cert_login_san_index", 0, Values.integer(0, 1_000));

    // --- AMQP ---
    public static final Setting<Integer> FRAME_MAX =
            Setting.of("frame_max", 131_072, Values.integer(0, Integer.MAX_VALUE));
    public static final Setting<Integer> CHANNEL_MAX = Setting.of("channel_max", 2047, Values.integer(0, 65_535));
    public static final Setting<Integer> HEARTBEAT_S = Setting.of("heartbeat", 60, Values.integer(0, 65_535));
    public static final Setting<Long> MAX_MESSAGE_BYTES =
            Setting.of("max_message_size", 16L * MIB, Values::bytes);
    public static final Setting<Long> CONSUMER_TIMEOUT_MS =
            Setting.of("consumer_timeout", 30 * MINUTE_MS, Values.times(1));

    // --- Kafka ---
    public static final Setting<Boolean> AUTO_CREATE_TOPICS =
            Setting.of("auto.create.topics.enable", true, Values::flag);
    public static final Setting<Integer> NUM_PARTITIONS =
            Setting.of("num.partitions", 1, Values.integer(1, 100_000));
    public static final Setting<Integer> MESSAGE_MAX_BYTES =
            Setting.of("message.max.bytes", 1_048_588, Values.integer(0, Integer.MAX_VALUE));
    public static final Setting<Integer> REQUEST_MAX_BYTES =
            Setting.of("socket.request.max.bytes", 100 * MIB, Values.integer(1, Integer.MAX_VALUE));
    public static final Setting<Long> RETENTION_MS = Setting.of("log.retention.ms", 7 * DAY_MS, Values.times(1))
            .or("log.retention.minutes", Values.times(MINUTE_MS))
            .or("log.retention.hours", Values.times(HOUR_MS));
    public static final Setting<Long> RETENTION_BYTES =
            Setting.of("log.retention.bytes", -1L, Values.whole(-1, Long.MAX_VALUE));
    public static final Setting<Integer> SEGMENT_BYTES =
            Setting.of("log.segment.bytes", GIB, Values.integer(1024, Integer.MAX_VALUE));
    public static final Setting<Long> SEGMENT_MS = Setting.of("log.roll.ms", 7 * DAY_MS, Values.times(1))
            .or("log.roll.hours", Values.times(HOUR_MS));
    public static final Setting<Long> RETENTION_CHECK_MS =
            Setting.of("log.retention.check.interval.ms", 5 * MINUTE_MS, Values.times(1));
    public static final Setting<Integer> REBALANCE_DELAY_MS =
            Setting.of("group.initial.rebalance.delay.ms", 0, Values.integer(0, Integer.MAX_VALUE));
    public static final Setting<Long> OFFSETS_RETENTION_MINUTES =
            Setting.of("offsets.retention.minutes", 10_080L, Values.whole(1, Integer.MAX_VALUE));

    private static final List<Setting<?>> ALL = List.of(
            DATA, AMQP_LISTEN, AMQPS_LISTEN, KAFKA_LISTEN, KAFKA_LISTENERS, KAFKA_PROTOCOLS, HTTP_LISTEN,
            STREAM_LISTEN, STREAM_TLS_LISTEN, STREAM_HOST, STREAM_PORT, STREAM_TLS_PORT,
            TLS_CERTIFICATE, TLS_KEY, TLS_AUTHORITIES, TLS_VERIFY, TLS_CERTIFICATE_REQUIRED, CERTIFICATE_USER,
            CERTIFICATE_SAN_TYPE, CERTIFICATE_SAN_INDEX,
            KAFKA_ADVERTISED, NODE_ID,
            SHARDS, DURABILITY, MEMORY_WATERMARK, DISK_FREE_LIMIT_BYTES,
            DEFAULT_USER, DEFAULT_PASS, DEFAULT_VHOST, LOAD_DEFINITIONS, DEFINITIONS_BACKEND, DEFINITIONS_SKIP,
            LOOPBACK_USERS, ANONYMOUS_USER, ANONYMOUS_PASSWORD,
            FRAME_MAX, CHANNEL_MAX, HEARTBEAT_S, MAX_MESSAGE_BYTES, CONSUMER_TIMEOUT_MS,
            AUTO_CREATE_TOPICS, NUM_PARTITIONS, MESSAGE_MAX_BYTES, REQUEST_MAX_BYTES, RETENTION_MS, RETENTION_BYTES,
            SEGMENT_BYTES, SEGMENT_MS, RETENTION_CHECK_MS, REBALANCE_DELAY_MS, OFFSETS_RETENTION_MINUTES);

    private Settings() {
    }

    /** All of them, in the order in which a human would look for them. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** Kafka's way to ask for a disk flush per message; larger intervals are what the operating system does anyway. */
    private static DurabilityMode durabilityOfFlushInterval(String text) {
        return Values.whole(1, Long.MAX_VALUE).parse(text) == 1 ? DurabilityMode.FSYNC : DurabilityMode.OS;
    }
}
