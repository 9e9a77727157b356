package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.table.FieldReader;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.codec.table.FieldWriter;
import java.nio.ByteBuffer;

/**
 * The methods of class {@code connection}: opening, tuning, closing and blocking a connection. They travel on
 * channel 0.
 */
public sealed interface ConnectionMethod extends Method {

    /** The class id. */
    int CLASS_ID = 10;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Reads the arguments of a method of this class; {@link MethodReader} verifies that nothing is left. */
    static ConnectionMethod read(int methodId, ByteBuffer in) {
        return switch (methodId) {
            case 10 -> Start.read(in);
            case 11 -> StartOk.read(in);
            case 20 -> Secure.read(in);
            case 21 -> SecureOk.read(in);
            case 30 -> Tune.read(in);
            case 31 -> TuneOk.read(in);
            case 40 -> Open.read(in);
            case 41 -> OpenOk.read(in);
            case 50 -> Close.read(in);
            case 51 -> new CloseOk();
            case 60 -> Blocked.read(in);
            case 61 -> new Unblocked();
            case 70 -> UpdateSecret.read(in);
            case 71 -> new UpdateSecretOk();
            default -> throw new MalformedBytes(-1, "unknown method " + CLASS_ID + "." + methodId);
        };
    }

    /** The server offers protocol version, mechanisms and locales. */
    record Start(int versionMajor, int versionMinor, FieldTable serverProperties, FieldValue.LongString mechanisms,
            FieldValue.LongString locales) implements ConnectionMethod {
        static Start read(ByteBuffer in) {
            return new Start(ByteReader.u8(in), ByteReader.u8(in), FieldReader.table(in),
                    new FieldValue.LongString(ByteReader.longString(in)),
                    new FieldValue.LongString(ByteReader.longString(in)));
        }

        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u8(versionMajor);
            out.u8(versionMinor);
            FieldWriter.table(out, serverProperties);
            out.longString(mechanisms.bytes(), 0, mechanisms.bytes().length);
            out.longString(locales.bytes(), 0, locales.bytes().length);
        }
    }

    /** The client chooses a mechanism and sends its first response. */
    record StartOk(FieldTable clientProperties, String mechanism, FieldValue.LongString response,
            String locale) implements ConnectionMethod {
        static StartOk read(ByteBuffer in) {
            return new StartOk(FieldReader.table(in), ByteReader.shortString(in),
                    new FieldValue.LongString(ByteReader.longString(in)), ByteReader.shortString(in));
        }

        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            FieldWriter.table(out, clientProperties);
            out.shortString(mechanism);
            out.longString(response.bytes(), 0, response.bytes().length);
            out.shortString(locale);
        }
    }

    /** The server challenges the client. */
    record Secure(FieldValue.LongString challenge) implements ConnectionMethod {
        static Secure read(ByteBuffer in) {
            return new Secure(new FieldValue.LongString(ByteReader.longString(in)));
        }

        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.longString(challenge.bytes(), 0, challenge.bytes().length);
        }
    }

    /** The client answers the challenge. */
    record SecureOk(FieldValue.LongString response) implements ConnectionMethod {
        static SecureOk read(ByteBuffer in) {
            return new SecureOk(new FieldValue.LongString(ByteReader.longString(in)));
        }

        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.longString(response.bytes(), 0, response.bytes().length);
        }
    }

    /** The server proposes limits; 0 is none. The heartbeat is in seconds. */
    record Tune(int channelMax, long frameMax, int heartbeat) implements ConnectionMethod {
        static Tune read(ByteBuffer in) {
            return new Tune(ByteReader.u16(in), ByteReader.u32(in), ByteReader.u16(in));
        }

        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(channelMax);
            out.u32((int) frameMax);
            out.u16(heartbeat);
        }
    }

    /** The client settles the limits. */
    record TuneOk(int channelMax, long frameMax, int heartbeat) implements ConnectionMethod {
        static TuneOk read(ByteBuffer in) {
            return new TuneOk(ByteReader.u16(in), ByteReader.u32(in), ByteReader.u16(in));
        }

        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(channelMax);
            out.u32((int) frameMax);
            out.u16(heartbeat);
        }
    }

    /** The client enters a virtual host. */
    record Open(String virtualHost) implements ConnectionMethod {
        static Open read(ByteBuffer in) {
            String virtualHost = ByteReader.shortString(in);
            ByteReader.shortString(in);
            ByteReader.u8(in);
            return new Open(virtualHost);
        }

        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.shortString(virtualHost);
            out.u8(0);
            out.u8(0);
        }
    }

    /** The connection is open. */
    record OpenOk() implements ConnectionMethod {
        static OpenOk read(ByteBuffer in) {
            ByteReader.shortString(in);
            return new OpenOk();
        }

        @Override
        public int methodId() {
            return 41;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u8(0);
        }
    }

    /** Either side ends the connection; class and method say what caused it, 0 for nothing. */
    record Close(int replyCode, String replyText, int causeClassId, int causeMethodId) implements ConnectionMethod {
        /** Cuts the text to what a short string holds. */
        public Close {
            replyText = ShortString.fit(replyText);
        }

        static Close read(ByteBuffer in) {
            return new Close(ByteReader.u16(in), ByteReader.shortString(in), ByteReader.u16(in), ByteReader.u16(in));
        }

        @Override
        public int methodId() {
            return 50;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(replyCode);
            out.shortString(replyText);
            out.u16(causeClassId);
            out.u16(causeMethodId);
        }
    }

    /** The connection may be dropped. */
    record CloseOk() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 51;
        }
    }

    /** RabbitMQ extension: the server takes no messages for now. */
    record Blocked(String reason) implements ConnectionMethod {
        /** Cuts the text to what a short string holds. */
        public Blocked {
            reason = ShortString.fit(reason);
        }

        static Blocked read(ByteBuffer in) {
            return new Blocked(ByteReader.shortString(in));
        }

        @Override
        public int methodId() {
            return 60;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.shortString(reason);
        }
    }

    /** RabbitMQ extension: the server takes messages again. */
    record Unblocked() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 61;
        }
    }

    /** RabbitMQ extension: the client renews its credentials. */
    record UpdateSecret(FieldValue.LongString newSecret, String reason) implements ConnectionMethod {
        static UpdateSecret read(ByteBuffer in) {
            return new UpdateSecret(new FieldValue.LongString(ByteReader.longString(in)), ByteReader.shortString(in));
        }

        @Override
        public int methodId() {
            return 70;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.longString(newSecret.bytes(), 0, newSecret.bytes().length);
            out.shortString(reason);
        }
    }

    /** RabbitMQ extension: the new credentials are accepted. */
    record UpdateSecretOk() implements ConnectionMethod {
        @Override
        public int methodId() {
            return 71;
        }
    }
}
