package io.volok.server.admin.api;

import java.util.List;

/** RabbitMQ's plugins whose service is part of this broker. They are always on. */
public final class BuiltInPlugins {

    /** Their names, in order. */
    public static final List<String> NAMES = List.of("rabbitmq_consistent_hash_exchange",
            "rabbitmq_delayed_message_exchange", "rabbitmq_event_exchange", "rabbitmq_management",
            "rabbitmq_random_exchange", "rabbitmq_recent_history_exchange", "rabbitmq_stream",
            "rabbitmq_stream_management");

    private BuiltInPlugins() {
    }
}
