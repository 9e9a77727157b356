package io.volok.codec.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What is noted in a record of a message that came by the stream protocol and that AMQP 0-9-1 has no place for. Not shown
 * to AMQP 0-9-1 consumers.
 */
public enum StreamNote {
    /** {@code 1.0}: the message was an AMQP 1.0 message; {@code raw}: it was other bytes. */
    VERSION,
    /** The name of the publisher, if it has one. */
    PUBLISHER,
    /** The publisher's number of the message, in decimal; only of publishers with a name. */
    PUBLISHING_ID,
    /** The value that subscriptions may filter by. */
    FILTER_VALUE,
    /** The sections before the body as they came, where properties and headers do not say all of it. */
    SECTIONS,
    /** The whole message as it came, where its body is not one piece of bytes. */
    MESSAGE;

    static final StreamNote[] ALL = values();
    static final int COUNT = ALL.length;

    private final byte[] recordHeaderName = (RecordNames.PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .getBytes(StandardCharsets.US_ASCII);

    /** The name of the record header. */
    public byte[] recordHeaderName() {
        return recordHeaderName.clone();
    }
}
