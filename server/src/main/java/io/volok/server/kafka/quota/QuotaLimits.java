package io.volok.server.kafka.quota;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.broker.partition.TopicsImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The quotas that were set, as of one version of the catalog. Immutable.
 *
 * @param version of the catalog
 * @param values  by entity and by key
 * @param time    whether anybody's time is limited
 */
record QuotaLimits(long version, Map<QuotaEntity, Map<String, Double>> values, boolean time) {

    static final QuotaLimits NONE = new QuotaLimits(-1, Map.of(), false);

    /** A limit, and who shares it. */
    record Limit(double perSecond, String sharedBy) {
    }

    static QuotaLimits read(TopicsImage image) {
        Map<QuotaEntity, Map<String, Double>> values = new HashMap<>();
        boolean time = false;
        for (ConfiguredThing thing : image.configured()) {
            if (thing.kind() == ConfiguredThing.Kind.CLIENT_QUOTA) {
                Map<String, Double> numbers = new HashMap<>();
                image.configs(thing).forEach((key, text) -> numbers.put(key, Double.valueOf(text)));
                values.put(QuotaEntity.decode(thing.name()), numbers);
                time |= numbers.containsKey(Quotas.TIME);
            }
        }
        return new QuotaLimits(image.version(), values, time);
    }

    /** The limit of a client by Kafka's order of precedence: the most particular one that was set; null for none. */
    Limit of(String user, String client, String key) {
        if (values.isEmpty()) {
            return null;
        }
        String any = QuotaEntity.DEFAULT;
        return first(key, List.of(QuotaEntity.both(user, client), QuotaEntity.both(user, any),
                QuotaEntity.user(user), QuotaEntity.both(any, client), QuotaEntity.both(any, any),
                QuotaEntity.user(any), QuotaEntity.client(client), QuotaEntity.client(any)),
                Map.of(QuotaEntity.USER, user, QuotaEntity.CLIENT, client));
    }

    /** The limit of an address, or null. */
    Limit of(String address, String key) {
        if (values.isEmpty()) {
            return null;
        }
        return first(key, List.of(new QuotaEntity(Map.of(QuotaEntity.IP, address)),
                new QuotaEntity(Map.of(QuotaEntity.IP, QuotaEntity.DEFAULT))), Map.of(QuotaEntity.IP, address));
    }

    /** @param names what the defaults stand for: they count for each that they apply to by itself */
    private Limit first(String key, List<QuotaEntity> candidates, Map<String, String> names) {
        for (QuotaEntity candidate : candidates) {
            Double value = values.getOrDefault(candidate, Map.of()).get(key);
            if (value != null) {
                Map<String, String> parts = new HashMap<>(candidate.parts());
                parts.replaceAll((type, name) -> names.get(type));
                return new Limit(value, key + ":" + new QuotaEntity(parts).encode());
            }
        }
        return null;
    }
}
