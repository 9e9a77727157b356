package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.bytes.ShortString;
import java.nio.ByteBuffer;

/** The methods of class {@code channel}: opening, pausing and closing a channel. */
public sealed interface ChannelMethod extends Method {

    /** The class id. */
    int CLASS_ID = 20;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Reads the arguments of a method of this class; {@link MethodReader} verifies that nothing is left. */
    static ChannelMethod read(int methodId, ByteBuffer in) {
        return switch (methodId) {
            case 10 -> Open.read(in);
            case 11 -> OpenOk.read(in);
            case 20 -> Flow.read(in);
            case 21 -> FlowOk.read(in);
            case 40 -> Close.read(in);
            case 41 -> new CloseOk();
            default -> throw new MalformedBytes(-1, "unknown method " + CLASS_ID + "." + methodId);
        };
    }

    /** The client opens the channel. */
    record Open() implements ChannelMethod {
        static Open read(ByteBuffer in) {
            ByteReader.shortString(in);
            return new Open();
        }

        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u8(0);
        }
    }

    /** The channel is open. */
    record OpenOk() implements ChannelMethod {
        static OpenOk read(ByteBuffer in) {
            ByteReader.longString(in);
            return new OpenOk();
        }

        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u32(0);
        }
    }

    /** The sender asks the other side to stop or go on sending content. */
    record Flow(boolean active) implements ChannelMethod {
        static Flow read(ByteBuffer in) {
            int bits = ByteReader.u8(in);
            return new Flow((bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u8(Bits.of(active));
        }
    }

    /** The request of flow is obeyed. */
    record FlowOk(boolean active) implements ChannelMethod {
        static FlowOk read(ByteBuffer in) {
            int bits = ByteReader.u8(in);
            return new FlowOk((bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u8(Bits.of(active));
        }
    }

    /** Either side ends the channel; class and method say what caused it, 0 for nothing. */
    record Close(int replyCode, String replyText, int causeClassId, int causeMethodId) implements ChannelMethod {
        /** Cuts the text to what a short string holds. */
        public Close {
            replyText = ShortString.fit(replyText);
        }

        static Close read(ByteBuffer in) {
            return new Close(ByteReader.u16(in), ByteReader.shortString(in), ByteReader.u16(in), ByteReader.u16(in));
        }

        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(replyCode);
            out.shortString(replyText);
            out.u16(causeClassId);
            out.u16(causeMethodId);
        }
    }

    /** The channel number may be used again. */
    record CloseOk() implements ChannelMethod {
        @Override
        public int methodId() {
            return 41;
        }
    }
}
