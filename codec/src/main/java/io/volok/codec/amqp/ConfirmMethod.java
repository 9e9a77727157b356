package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;

/** The methods of class {@code confirm}, a RabbitMQ extension: publisher confirms. */
public sealed interface ConfirmMethod extends Method {

    /** The class id. */
    int CLASS_ID = 85;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Reads the arguments of a method of this class; {@link MethodReader} verifies that nothing is left. */
    static ConfirmMethod read(int methodId, ByteBuffer in) {
        return switch (methodId) {
            case 10 -> Select.read(in);
            case 11 -> new SelectOk();
            default -> throw new MalformedBytes(-1, "unknown method " + CLASS_ID + "." + methodId);
        };
    }

    /** Puts the channel into confirm mode. */
    record Select(boolean noWait) implements ConfirmMethod {
        static Select read(ByteBuffer in) {
            int bits = ByteReader.u8(in);
            return new Select((bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u8(Bits.of(noWait));
        }
    }

    /** The channel is in confirm mode. */
    record SelectOk() implements ConfirmMethod {
        @Override
        public int methodId() {
            return 11;
        }
    }
}
