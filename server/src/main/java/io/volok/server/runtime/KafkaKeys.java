package io.volok.server.runtime;

import io.volok.server.config.OtherSettings;
import io.volok.server.kafka.admin.BrokerSettings;

/** The keys of a Kafka broker's {@code server.properties}. */
public final class KafkaKeys implements OtherSettings {

    @Override
    public boolean knows(String key) {
        return BrokerSettings.knows(key);
    }

    @Override
    public String fault(String key, String value) {
        return BrokerSettings.fault(key, value);
    }
}
