package io.volok.codec.amqp;

import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;

/** Turns a method's bytes into its record. */
public final class MethodReader {

    private MethodReader() {
    }

    /**
     * Reads the arguments of a method: what remains in the buffer, all of it.
     *
     * @throws MalformedBytes if the method is unknown or the arguments are not its
     */
    public static Method read(int classId, int methodId, ByteBuffer arguments) {
        Method method = switch (classId) {
            case BasicMethod.CLASS_ID -> BasicMethod.read(methodId, arguments);
            case ConnectionMethod.CLASS_ID -> ConnectionMethod.read(methodId, arguments);
            case ChannelMethod.CLASS_ID -> ChannelMethod.read(methodId, arguments);
            case QueueMethod.CLASS_ID -> QueueMethod.read(methodId, arguments);
            case ExchangeMethod.CLASS_ID -> ExchangeMethod.read(methodId, arguments);
            case ConfirmMethod.CLASS_ID -> ConfirmMethod.read(methodId, arguments);
            case TxMethod.CLASS_ID -> TxMethod.read(methodId, arguments);
            case AccessMethod.CLASS_ID -> AccessMethod.read(methodId, arguments);
            default -> throw new MalformedBytes(-1, "unknown class " + classId);
        };
        if (arguments.hasRemaining()) {
            throw new MalformedBytes(arguments.position(), arguments.remaining() + " bytes behind the arguments of "
                    + classId + "." + methodId);
        }
        return method;
    }
}
