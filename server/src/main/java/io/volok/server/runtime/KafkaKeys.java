package io.volok.server.runtime;

import io.volok.server.config.OtherSettings;
import io.volok.server.kafka.admin.BrokerSettings;
import io.volok.server.kafka.admin.ListenerSettings;
import io.volok.server.kafka.login.JaasUsers;
import java.util.Set;

/** The keys of a Kafka broker's {@code server.properties}. */
public final class KafkaKeys implements OtherSettings {

    /** What the standard authorizer reads by itself; Kafka's table does not have them. */
    private static final Set<String> OF_THE_AUTHORIZER = Set.of("super.users", "allow.everyone.if.no.acl.found");

    @Override
    public boolean knows(String key) {
        return BrokerSettings.knows(key) || OF_THE_AUTHORIZER.contains(key) || JaasUsers.knows(key)
                || ListenerSettings.knows(key);
    }

    @Override
    public String fault(String key, String value) {
        if (ListenerSettings.knows(key)) {
            return ListenerSettings.fault(key, value);
        }
        return BrokerSettings.knows(key) ? BrokerSettings.fault(key, value) : null;
    }
}
