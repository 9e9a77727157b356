package io.volok.codec.amqp;

/** The reply codes of AMQP 0-9-1 §1.8 and how far each reaches. */
public enum ReplyCode {
    /** All is well. */
    REPLY_SUCCESS(200, false),
    /** The message is larger than allowed. */
    CONTENT_TOO_LARGE(311, false),
    /** A mandatory message had nowhere to go. */
    NO_ROUTE(312, false),
    /** An immediate message had no consumer. */
    NO_CONSUMERS(313, false),
    /** An operator closed the connection. */
    CONNECTION_FORCED(320, true),
    /** No such virtual host. */
    INVALID_PATH(402, true),
    /** Not permitted. */
    ACCESS_REFUSED(403, false),
    /** No such thing. */
    NOT_FOUND(404, false),
    /** Somebody else has it exclusively. */
    RESOURCE_LOCKED(405, false),
    /** It is not as demanded. */
    PRECONDITION_FAILED(406, false),
    /** Bytes that are no frame. */
    FRAME_ERROR(501, true),
    /** A frame whose content makes no sense. */
    SYNTAX_ERROR(502, true),
    /** A method that is not allowed now. */
    COMMAND_INVALID(503, true),
    /** A channel that is not open, or already is. */
    CHANNEL_ERROR(504, true),
    /** A content frame where none belongs, or the other way round. */
    UNEXPECTED_FRAME(505, true),
    /** Resources are exhausted. */
    RESOURCE_ERROR(506, true),
    /** Not allowed for anyone. */
    NOT_ALLOWED(530, true),
    /** Not there. */
    NOT_IMPLEMENTED(540, true),
    /** A fault of the server. */
    INTERNAL_ERROR(541, true);

    private final int code;
    private final boolean connectionError;

    ReplyCode(int code, boolean connectionError) {
        this.code = code;
        this.connectionError = connectionError;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Whether it ends the connection, not only the channel. */
    public boolean isConnectionError() {
        return connectionError;
    }

    /** The reply text as RabbitMQ writes it: the code's name, a dash, the detail. */
    public String text(String detail) {
        return name() + " - " + detail;
    }
}
