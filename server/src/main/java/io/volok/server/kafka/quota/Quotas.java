package io.volok.server.kafka.quota;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.quota.QuotaLimits.Limit;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Mutations;
import io.volok.server.kafka.wire.Throttle;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/** The quotas that were set, and how much of them is used. */
public final class Quotas implements Throttle {

    static final String PRODUCE = "producer_byte_rate";
    static final String FETCH = "consumer_byte_rate";
    static final String TIME = "request_percentage";
    static final String MUTATIONS = "controller_mutation_rate";
    static final String CONNECTIONS = "connection_creation_rate";
    /** One thread of which one percent is used works for so long in a second. */
    private static final double NANOS_OF_PERCENT = 10_000_000;

    private final Topics topics;
    private final RateMeter.Windows windows;
    private final double burstSeconds;
    private final Map<String, RateMeter> meters = new ConcurrentHashMap<>();
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();
    private volatile QuotaLimits limits = QuotaLimits.NONE;

    /** @param settings the broker's settings that are whole numbers, by name */
    public Quotas(Topics topics, ToIntFunction<String> settings) {
        this.topics = topics;
        windows = new RateMeter.Windows(settings.applyAsInt("quota.window.num"),
                settings.applyAsInt("quota.window.size.seconds"));
        burstSeconds = (double) settings.applyAsInt("controller.quota.window.num")
                * settings.applyAsInt("controller.quota.window.size.seconds");
    }

    @Override
    public int produced(Exchange exchange, long bytes) {
        Limit limit = limit(exchange, PRODUCE);
        return limit == null ? 0 : meter(limit).add(bytes, limit.perSecond(), exchange.shard().nowMs());
    }

    @Override
    public int fetching(Exchange exchange, long bytes) {
        Limit limit = limit(exchange, FETCH);
        return limit == null ? 0 : meter(limit).addIfWithin(bytes, limit.perSecond(), exchange.shard().nowMs());
    }

    @Override
    public boolean countsTime() {
        return limits().time();
    }

    /** A client waits at most one window, as in Kafka: what its requests do cannot be cut smaller. */
    @Override
    public int worked(Exchange exchange, long nanos) {
        Limit limit = limit(exchange, TIME);
        return limit == null ? 0 : (int) Math.min(windows.sizeMs(),
                meter(limit).add(nanos, limit.perSecond() * NANOS_OF_PERCENT, exchange.shard().nowMs()));
    }

    @Override
    public Mutations mutations(Exchange exchange, boolean strict) {
        Limit limit = limit(exchange, MUTATIONS);
        if (limit == null) {
            return Mutations.FREE;
        }
        TokenBucket bucket = buckets.computeIfAbsent(limit.sharedBy(), key -> new TokenBucket(burstSeconds));
        return new CountedMutations(bucket, limit.perSecond(), strict, exchange.shard());
    }

    /** As {@link io.volok.server.net.ConnectionLimits.Pace#refusedForMs}, by what was set for addresses. */
    int connected(InetAddress address, long nowMs) {
        Limit limit = limits().of(address.getHostAddress(), CONNECTIONS);
        return limit == null ? 0 : (int) Math.min(windows.sizeMs(),
                meter(limit).addIfWithin(1, limit.perSecond(), nowMs));
    }

    RateMeter.Windows windows() {
        return windows;
    }

    /** Everything that was set. */
    Map<QuotaEntity, Map<String, Double>> all() {
        return limits().values();
    }

    private QuotaLimits limits() {
        TopicsImage image = topics.image();
        QuotaLimits known = limits;
        if (known.version() != image.version()) {
            known = QuotaLimits.read(image);
            limits = known;
        }
        return known;
    }

    /** Replaces what is set for an entity; {@code done} runs on the catalog's shard. */
    void set(QuotaEntity entity, Map<String, Double> values, Runnable done) {
        Map<String, String> texts = new HashMap<>();
        values.forEach((key, value) -> texts.put(key, Double.toString(value)));
        topics.configure(new ConfiguredThing(ConfiguredThing.Kind.CLIENT_QUOTA, entity.encode()), texts, done);
    }

    private Limit limit(Exchange exchange, String key) {
        QuotaLimits now = limits();
        return now.values().isEmpty() ? null
                : now.of(exchange.session().principal().getName(), exchange.clientId(), key);
    }

    private RateMeter meter(Limit limit) {
        return meters.computeIfAbsent(limit.sharedBy(), key -> new RateMeter(windows));
    }
}
