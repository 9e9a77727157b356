package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.table.FieldReader;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldWriter;
import java.nio.ByteBuffer;

/** The methods of class {@code exchange}. Bind and unbind are RabbitMQ extensions. */
public sealed interface ExchangeMethod extends Method {

    /** The class id. */
    int CLASS_ID = 40;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Reads the arguments of a method of this class; {@link MethodReader} verifies that nothing is left. */
    static ExchangeMethod read(int methodId, ByteBuffer in) {
        return switch (methodId) {
            case 10 -> Declare.read(in);
            case 11 -> new DeclareOk();
            case 20 -> Delete.read(in);
            case 21 -> new DeleteOk();
            case 30 -> Bind.read(in);
            case 31 -> new BindOk();
            case 40 -> Unbind.read(in);
            case 51 -> new UnbindOk();
            default -> throw new MalformedBytes(-1, "unknown method " + CLASS_ID + "." + methodId);
        };
    }

    /** Creates an exchange or verifies that it is there. */
    record Declare(String exchange, String type, boolean passive, boolean durable, boolean autoDelete,
            boolean internal, boolean noWait, FieldTable arguments) implements ExchangeMethod {
        static Declare read(ByteBuffer in) {
            ByteReader.u16(in);
            String exchange = ByteReader.shortString(in);
            String type = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            FieldTable arguments = FieldReader.table(in);
            return new Declare(exchange, type, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0,
                    (bits & 16) != 0, arguments);
        }

        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(exchange);
            out.shortString(type);
            out.u8(Bits.of(passive, durable, autoDelete, internal, noWait));
            FieldWriter.table(out, arguments);
        }
    }

    /** The exchange is there. */
    record DeclareOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 11;
        }
    }

    /** Deletes an exchange. */
    record Delete(String exchange, boolean ifUnused, boolean noWait) implements ExchangeMethod {
        static Delete read(ByteBuffer in) {
            ByteReader.u16(in);
            String exchange = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            return new Delete(exchange, (bits & 1) != 0, (bits & 2) != 0);
        }

        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(exchange);
            out.u8(Bits.of(ifUnused, noWait));
        }
    }

    /** The exchange is gone. */
    record DeleteOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 21;
        }
    }

    /** Binds the destination exchange to the source. */
    record Bind(String destination, String source, String routingKey, boolean noWait,
            FieldTable arguments) implements ExchangeMethod {
        static Bind read(ByteBuffer in) {
            ByteReader.u16(in);
            String destination = ByteReader.shortString(in);
            String source = ByteReader.shortString(in);
            String routingKey = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            FieldTable arguments = FieldReader.table(in);
            return new Bind(destination, source, routingKey, (bits & 1) != 0, arguments);
        }

        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(destination);
            out.shortString(source);
            out.shortString(routingKey);
            out.u8(Bits.of(noWait));
            FieldWriter.table(out, arguments);
        }
    }

    /** The binding is made. */
    record BindOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 31;
        }
    }

    /** Removes a binding between exchanges. */
    record Unbind(String destination, String source, String routingKey, boolean noWait,
            FieldTable arguments) implements ExchangeMethod {
        static Unbind read(ByteBuffer in) {
            ByteReader.u16(in);
            String destination = ByteReader.shortString(in);
            String source = ByteReader.shortString(in);
            String routingKey = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            FieldTable arguments = FieldReader.table(in);
            return new Unbind(destination, source, routingKey, (bits & 1) != 0, arguments);
        }

        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(destination);
            out.shortString(source);
            out.shortString(routingKey);
            out.u8(Bits.of(noWait));
            FieldWriter.table(out, arguments);
        }
    }

    /** The binding is gone. Its id is 51 in RabbitMQ and thus everywhere. */
    record UnbindOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 51;
        }
    }
}
