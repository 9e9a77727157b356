package io.volok.server.kafka.quota;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Throttle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The quotas that were set, and how much of them is used.
 *
 * <p>Deviation: {@code request_percentage}, {@code controller_mutation_rate} and {@code connection_creation_rate} are kept
 * and shown, and not enforced.
 */
public final class Quotas implements Throttle {

    static final String PRODUCE = "producer_byte_rate";
    static final String FETCH = "consumer_byte_rate";

    private final Topics topics;
    private final Map<String, RateMeter> meters = new ConcurrentHashMap<>();
    private volatile Limits limits = new Limits(-1, Map.of());

    /** What was set, as of one version of the catalog. */
    private record Limits(long version, Map<QuotaEntity, Map<String, Double>> values) {
    }

    /** A limit, and who shares it. */
    private record Limit(double bytesPerSecond, String sharedBy) {
    }

    public Quotas(Topics topics) {
        this.topics = topics;
    }

    @Override
    public int produced(Exchange exchange, long bytes) {
        Limit limit = limit(exchange, PRODUCE);
        return limit == null ? 0 : meter(limit).add(bytes, limit.bytesPerSecond(), exchange.shard().nowMs());
    }

    @Override
    public int fetching(Exchange exchange, long bytes) {
        Limit limit = limit(exchange, FETCH);
        return limit == null ? 0 : meter(limit).addIfWithin(bytes, limit.bytesPerSecond(), exchange.shard().nowMs());
    }

    /** Everything that was set. */
    Map<QuotaEntity, Map<String, Double>> all() {
        TopicsImage image = topics.image();
        Limits known = limits;
        if (known.version() != image.version()) {
            known = read(image);
            limits = known;
        }
        return known.values();
    }

    /** Replaces what is set for an entity; {@code done} runs on the catalog's shard. */
    void set(QuotaEntity entity, Map<String, Double> values, Runnable done) {
        Map<String, String> texts = new HashMap<>();
        values.forEach((key, value) -> texts.put(key, Double.toString(value)));
        topics.configure(new ConfiguredThing(ConfiguredThing.Kind.CLIENT_QUOTA, entity.encode()), texts, done);
    }

    private static Limits read(TopicsImage image) {
        Map<QuotaEntity, Map<String, Double>> values = new HashMap<>();
        for (ConfiguredThing thing : image.configured()) {
            if (thing.kind() == ConfiguredThing.Kind.CLIENT_QUOTA) {
                Map<String, Double> numbers = new HashMap<>();
                image.configs(thing).forEach((key, text) -> numbers.put(key, Double.valueOf(text)));
                values.put(QuotaEntity.decode(thing.name()), numbers);
            }
        }
        return new Limits(image.version(), values);
    }

    /** The limit of Kafka's order of precedence: the most particular one that was set. */
    private Limit limit(Exchange exchange, String key) {
        Map<QuotaEntity, Map<String, Double>> values = all();
        if (values.isEmpty()) {
            return null;
        }
        String user = exchange.session().principal().getName();
        String client = exchange.clientId();
        String any = QuotaEntity.DEFAULT;
        List<QuotaEntity> candidates = List.of(QuotaEntity.both(user, client), QuotaEntity.both(user, any),
                QuotaEntity.user(user), QuotaEntity.both(any, client), QuotaEntity.both(any, any),
                QuotaEntity.user(any), QuotaEntity.client(client), QuotaEntity.client(any));
        for (QuotaEntity candidate : candidates) {
            Double value = values.getOrDefault(candidate, Map.of()).get(key);
            if (value != null) {
                return new Limit(value, key + ":" + sharedBy(candidate, user, client).encode());
            }
        }
        return null;
    }

    /** A default counts for each that it applies to by itself. */
    private static QuotaEntity sharedBy(QuotaEntity entity, String user, String client) {
        Map<String, String> parts = new HashMap<>(entity.parts());
        parts.computeIfPresent(QuotaEntity.USER, (type, name) -> user);
        parts.computeIfPresent(QuotaEntity.CLIENT, (type, name) -> client);
        return new QuotaEntity(parts);
    }

    private RateMeter meter(Limit limit) {
        return meters.computeIfAbsent(limit.sharedBy(), key -> new RateMeter());
    }
}
