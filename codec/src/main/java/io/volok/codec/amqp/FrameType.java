package io.volok.codec.amqp;

/** The frame types and fixed sizes of AMQP 0-9-1 §4.2.3. */
public final class FrameType {

    /** A method. */
    public static final int METHOD = 1;
    /** A content header. */
    public static final int HEADER = 2;
    /** A piece of a body. */
    public static final int BODY = 3;
    /** A heartbeat. */
    public static final int HEARTBEAT = 8;
    /** The octet that ends a frame. */
    public static final int END = 0xCE;

    /** Bytes before the payload. */
    public static final int HEAD_BYTES = 7;
    /** Bytes of a frame that are not payload. */
    public static final int OVERHEAD_BYTES = HEAD_BYTES + 1;
    /** Bytes of a method's payload before its arguments. */
    static final int METHOD_HEAD_BYTES = 4;
    /** Bytes of a content header's payload before its properties. */
    static final int CONTENT_HEAD_BYTES = 12;
    /** Bytes of the smallest content header's payload: with property flags. */
    static final int MIN_CONTENT_HEADER_BYTES = 14;

    private FrameType() {
    }
}
