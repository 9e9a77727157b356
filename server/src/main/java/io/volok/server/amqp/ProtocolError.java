package io.volok.server.amqp;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.codec.amqp.ReplyCode;

/**
 * An error that the protocol answers by closing a channel or the connection; which of the two is the reply code's
 * business. Thrown by handlers, caught by the session; carries no stack trace, since a client can provoke it at will.
 */
final class ProtocolError extends RuntimeException {

    private static final int UNSAID = -1;

    private final transient ReplyCode code;
    private final int classId;
    private final int methodId;

    ProtocolError(ReplyCode code, String text) {
        this(code, text, UNSAID, UNSAID);
    }

    private ProtocolError(ReplyCode code, String text, int classId, int methodId) {
        super(text, null, false, false);
        this.code = code;
        this.classId = classId;
        this.methodId = methodId;
    }

    /** The same error, blamed on another method than the one at hand; 0 and 0 is none. */
    ProtocolError blame(int blamedClassId, int blamedMethodId) {
        return new ProtocolError(code, getMessage(), blamedClassId, blamedMethodId);
    }

    /** The class id to tell, where {@code atHand} is that of the method that was handled. */
    int classId(int atHand) {
        return classId == UNSAID ? atHand : classId;
    }

    /** The method id to tell, where {@code atHand} is that of the method that was handled. */
    int methodId(int atHand) {
        return methodId == UNSAID ? atHand : methodId;
    }

    /** The one place where the domain's refusals become AMQP's reply codes. */
    static ProtocolError of(Refusal refusal) {
        ReplyCode code = switch (refusal) {
            case Refusal.NotFound no -> ReplyCode.NOT_FOUND;
            case Refusal.AccessRefused no -> ReplyCode.ACCESS_REFUSED;
            case Refusal.ResourceLocked no -> ReplyCode.RESOURCE_LOCKED;
            case Refusal.PreconditionFailed no -> ReplyCode.PRECONDITION_FAILED;
            case Refusal.NotAllowed no -> ReplyCode.NOT_ALLOWED;
            case Refusal.CommandInvalid no -> ReplyCode.COMMAND_INVALID;
            case Refusal.NotImplemented no -> ReplyCode.NOT_IMPLEMENTED;
            case Refusal.ResourceError no -> ReplyCode.RESOURCE_ERROR;
            case Refusal.InternalError no -> ReplyCode.INTERNAL_ERROR;
        };
        return new ProtocolError(code, refusal.text());
    }

    /** Goes on only if nothing was refused. */
    static void check(Refusal refusalOrNull) {
        if (refusalOrNull != null) {
            throw of(refusalOrNull);
        }
    }

    /** The value of an answer, unless it was refused. */
    static <T> T check(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Refusal refusal) -> throw of(refusal);
        };
    }

    static ProtocolError preconditionFailed(String text) {
        return new ProtocolError(ReplyCode.PRECONDITION_FAILED, text);
    }

    static ProtocolError notImplemented(String text) {
        return new ProtocolError(ReplyCode.NOT_IMPLEMENTED, text);
    }

    static ProtocolError notAllowed(String text) {
        return new ProtocolError(ReplyCode.NOT_ALLOWED, text);
    }

    static ProtocolError channelError(String text) {
        return new ProtocolError(ReplyCode.CHANNEL_ERROR, text);
    }

    static ProtocolError commandInvalid(String text) {
        return new ProtocolError(ReplyCode.COMMAND_INVALID, text);
    }

    static ProtocolError unexpectedFrame(String text) {
        return new ProtocolError(ReplyCode.UNEXPECTED_FRAME, text);
    }

    ReplyCode code() {
        return code;
    }

    /** The text of the close method: the code's name and the explanation. */
    String replyText() {
        return code.text(getMessage());
    }
}
