package io.volok.server.admin.api;

/** What is counted of queues, exchanges and virtual hosts; the field's name in {@code message_stats}. */
enum Counter {
    PUBLISH("publish"),
    DELIVER("deliver"),
    DELIVER_NO_ACK("deliver_no_ack"),
    GET("get"),
    GET_NO_ACK("get_no_ack"),
    DELIVER_GET("deliver_get"),
    GET_EMPTY("get_empty"),
    REDELIVER("redeliver"),
    ACK("ack"),
    CONFIRM("confirm"),
    RETURN_UNROUTABLE("return_unroutable"),
    DROP_UNROUTABLE("drop_unroutable"),
    PUBLISH_IN("publish_in"),
    PUBLISH_OUT("publish_out"),
    /** Not a counter but a level: its change per second is shown all the same. */
    MESSAGES("messages"),
    READY("messages_ready"),
    UNACKED("messages_unacknowledged");

    private static final Counter[] ALL = values();

    private final String field;

    Counter(String field) {
        this.field = field;
    }

    String field() {
        return field;
    }

    boolean isLevel() {
        return this == MESSAGES || this == READY || this == UNACKED;
    }

    static Counter[] all() {
        return ALL;
    }

    static int count() {
        return ALL.length;
    }
}
