package io.volok.codec.amqp1;

/** The sections of a message, in their order (AMQP 1.0 §3.2). */
enum Section {
    HEADER(0x70),
    DELIVERY_ANNOTATIONS(0x71),
    MESSAGE_ANNOTATIONS(0x72),
    PROPERTIES(0x73),
    APPLICATION_PROPERTIES(0x74),
    DATA(0x75),
    SEQUENCE(0x76),
    VALUE(0x77),
    FOOTER(0x78);

    private static final int FIRST = 0x70;
    private static final Section[] ALL = values();

    /** The descriptor. */
    final int code;

    Section(int code) {
        this.code = code;
    }

    /** The section of a descriptor, or null. */
    static Section of(long code) {
        return code >= FIRST && code < FIRST + ALL.length ? ALL[(int) code - FIRST] : null;
    }
}
