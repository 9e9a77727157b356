package io.volok.server.kafka.data;

/** Whether a reader may read a topic. */
@FunctionalInterface
interface FetchPermission {

    boolean mayRead(String topic);
}
