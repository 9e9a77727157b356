package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;

/** The methods of class {@code access}: a relic of AMQP 0-8 that some clients still send. */
public sealed interface AccessMethod extends Method {

    /** The class id. */
    int CLASS_ID = 30;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Reads the arguments of a method of this class; {@link MethodReader} verifies that nothing is left. */
    static AccessMethod read(int methodId, ByteBuffer in) {
        return switch (methodId) {
            case 10 -> Request.read(in);
            case 11 -> RequestOk.read(in);
            default -> throw new MalformedBytes(-1, "unknown method " + CLASS_ID + "." + methodId);
        };
    }

    /** The client asks for access to a realm. */
    record Request(String realm, boolean exclusive, boolean passive, boolean active, boolean write,
            boolean read) implements AccessMethod {
        static Request read(ByteBuffer in) {
            String realm = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            return new Request(realm, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0,
                    (bits & 16) != 0);
        }

        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.shortString(realm);
            out.u8(Bits.of(exclusive, passive, active, write, read));
        }
    }

    /** Access is granted; the ticket means nothing. */
    record RequestOk(int ticket) implements AccessMethod {
        static RequestOk read(ByteBuffer in) {
            return new RequestOk(ByteReader.u16(in));
        }

        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(ticket);
        }
    }
}
