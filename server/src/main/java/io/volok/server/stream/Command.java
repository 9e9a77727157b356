package io.volok.server.stream;

/** The commands of the protocol: key and the versions that are spoken. */
enum Command {
    DECLARE_PUBLISHER(1),
    PUBLISH(2, 2),
    PUBLISH_CONFIRM(3),
    PUBLISH_ERROR(4),
    QUERY_PUBLISHER_SEQUENCE(5),
    DELETE_PUBLISHER(6),
    SUBSCRIBE(7),
    DELIVER(8, 2),
    CREDIT(9),
    STORE_OFFSET(10),
    QUERY_OFFSET(11),
    UNSUBSCRIBE(12),
    CREATE_STREAM(13),
    DELETE_STREAM(14),
    METADATA(15),
    METADATA_UPDATE(16),
    PEER_PROPERTIES(17),
    SASL_HANDSHAKE(18),
    SASL_AUTHENTICATE(19),
    TUNE(20),
    OPEN(21),
    CLOSE(22),
    HEARTBEAT(23),
    ROUTE(24),
    PARTITIONS(25),
    CONSUMER_UPDATE(26),
    EXCHANGE_COMMAND_VERSIONS(27),
    STREAM_STATS(28),
    CREATE_SUPER_STREAM(29),
    DELETE_SUPER_STREAM(30),
    RESOLVE_OFFSET_SPEC(31);

    /** Set in the key of a response. */
    static final int RESPONSE = 0x8000;
    private static final Command[] ALL = values();

    /** As it is on the wire. */
    final int key;
    /** The newest version; the oldest is 1. */
    final int maxVersion;

    Command(int key) {
        this(key, 1);
    }

    Command(int key, int maxVersion) {
        this.key = key;
        this.maxVersion = maxVersion;
    }

    /** The command of a key, response or not; null if there is none. */
    static Command of(int key) {
        int index = (key & ~RESPONSE) - 1;
        return index >= 0 && index < ALL.length ? ALL[index] : null;
    }
}
