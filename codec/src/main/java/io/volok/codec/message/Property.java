package io.volok.codec.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The properties of an AMQP basic message other than its headers, in wire order. The header table comes between
 * {@link #CONTENT_ENCODING} and {@link #DELIVERY_MODE}.
 */
public enum Property {
    /** MIME type of the body. */
    CONTENT_TYPE(15, Kind.TEXT),
    /** MIME encoding of the body. */
    CONTENT_ENCODING(14, Kind.TEXT),
    /** 1 transient, 2 persistent. */
    DELIVERY_MODE(12, Kind.OCTET),
    /** 0 to 255. */
    PRIORITY(11, Kind.OCTET),
    /** The request this message answers. */
    CORRELATION_ID(10, Kind.TEXT),
    /** The queue that takes answers. */
    REPLY_TO(9, Kind.TEXT),
    /** Milliseconds to live, as text. */
    EXPIRATION(8, Kind.TEXT),
    /** The application's id of the message. */
    MESSAGE_ID(7, Kind.TEXT),
    /** Seconds since the epoch. */
    TIMESTAMP(6, Kind.SECONDS),
    /** The application's type of the message. */
    TYPE(5, Kind.TEXT),
    /** The user who published; the broker verifies it. */
    USER_ID(4, Kind.TEXT),
    /** The application that published. */
    APP_ID(3, Kind.TEXT),
    /** Reserved by AMQP, passed on. */
    CLUSTER_ID(2, Kind.TEXT);

    /** How a property is written on the wire. */
    enum Kind { TEXT, OCTET, SECONDS }

    static final int HEADERS_FLAG = 1 << 13;
    /** How many properties come before the header table. */
    static final int BEFORE_HEADERS = 2;
    static final int COUNT = 13;
    static final Property[] ALL = values();
    private static final Property[] OF_FLAG = ofFlags();

    private final int flag;
    private final Kind kind;
    private final String wireName;
    private final byte[] recordHeaderName;

    Property(int bit, Kind kind) {
        this.flag = 1 << bit;
        this.kind = kind;
        this.wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.recordHeaderName = (RecordNames.PREFIX + wireName).getBytes(StandardCharsets.US_ASCII);
    }

    private static Property[] ofFlags() {
        Property[] properties = new Property[Short.SIZE];
        for (Property property : ALL) {
            properties[Integer.numberOfTrailingZeros(property.flag)] = property;
        }
        return properties;
    }

    /**
     * The property that comes first on the wire of those whose flags are set, null if that is the header table. To
     * be called again with the flags that {@link #withoutFirst} leaves.
     */
    static Property first(int flags) {
        return OF_FLAG[Integer.SIZE - 1 - Integer.numberOfLeadingZeros(flags)];
    }

    /** The flags without the first on the wire. */
    static int withoutFirst(int flags) {
        return flags & ~Integer.highestOneBit(flags);
    }

    /** The property's name in the AMQP specification, as in {@code content-type}. */
    public String wireName() {
        return wireName;
    }

    int flag() {
        return flag;
    }

    Kind kind() {
        return kind;
    }

    byte[] recordHeaderName() {
        return recordHeaderName;
    }
}
