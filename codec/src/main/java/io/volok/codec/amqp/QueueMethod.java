package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.table.FieldReader;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldWriter;
import java.nio.ByteBuffer;

/** The methods of class {@code queue}. */
public sealed interface QueueMethod extends Method {

    /** The class id. */
    int CLASS_ID = 50;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Reads the arguments of a method of this class; {@link MethodReader} verifies that nothing is left. */
    static QueueMethod read(int methodId, ByteBuffer in) {
        return switch (methodId) {
            case 10 -> Declare.read(in);
            case 11 -> DeclareOk.read(in);
            case 20 -> Bind.read(in);
            case 21 -> new BindOk();
            case 30 -> Purge.read(in);
            case 31 -> PurgeOk.read(in);
            case 40 -> Delete.read(in);
            case 41 -> DeleteOk.read(in);
            case 50 -> Unbind.read(in);
            case 51 -> new UnbindOk();
            default -> throw new MalformedBytes(-1, "unknown method " + CLASS_ID + "." + methodId);
        };
    }

    /** Creates a queue or verifies that it is there; an empty name asks for a new one. */
    record Declare(String queue, boolean passive, boolean durable, boolean exclusive, boolean autoDelete,
            boolean noWait, FieldTable arguments) implements QueueMethod {
        static Declare read(ByteBuffer in) {
            ByteReader.u16(in);
            String queue = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            FieldTable arguments = FieldReader.table(in);
            return new Declare(queue, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0,
                    (bits & 16) != 0, arguments);
        }

        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(queue);
            out.u8(Bits.of(passive, durable, exclusive, autoDelete, noWait));
            FieldWriter.table(out, arguments);
        }
    }

    /** The queue is there. */
    record DeclareOk(String queue, long messageCount, long consumerCount) implements QueueMethod {
        static DeclareOk read(ByteBuffer in) {
            return new DeclareOk(ByteReader.shortString(in), ByteReader.u32(in), ByteReader.u32(in));
        }

        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.shortString(queue);
            out.u32((int) messageCount);
            out.u32((int) consumerCount);
        }
    }

    /** Binds a queue to an exchange. */
    record Bind(String queue, String exchange, String routingKey, boolean noWait,
            FieldTable arguments) implements QueueMethod {
        static Bind read(ByteBuffer in) {
            ByteReader.u16(in);
            String queue = ByteReader.shortString(in);
            String exchange = ByteReader.shortString(in);
            String routingKey = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            FieldTable arguments = FieldReader.table(in);
            return new Bind(queue, exchange, routingKey, (bits & 1) != 0, arguments);
        }

        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(queue);
            out.shortString(exchange);
            out.shortString(routingKey);
            out.u8(Bits.of(noWait));
            FieldWriter.table(out, arguments);
        }
    }

    /** The binding is made. */
    record BindOk() implements QueueMethod {
        @Override
        public int methodId() {
            return 21;
        }
    }

    /** Drops all ready messages. */
    record Purge(String queue, boolean noWait) implements QueueMethod {
        static Purge read(ByteBuffer in) {
            ByteReader.u16(in);
            String queue = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            return new Purge(queue, (bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(queue);
            out.u8(Bits.of(noWait));
        }
    }

    /** So many messages are gone. */
    record PurgeOk(long messageCount) implements QueueMethod {
        static PurgeOk read(ByteBuffer in) {
            return new PurgeOk(ByteReader.u32(in));
        }

        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u32((int) messageCount);
        }
    }

    /** Deletes a queue. */
    record Delete(String queue, boolean ifUnused, boolean ifEmpty, boolean noWait) implements QueueMethod {
        static Delete read(ByteBuffer in) {
            ByteReader.u16(in);
            String queue = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            return new Delete(queue, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
        }

        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(queue);
            out.u8(Bits.of(ifUnused, ifEmpty, noWait));
        }
    }

    /** The queue is gone, with so many messages. */
    record DeleteOk(long messageCount) implements QueueMethod {
        static DeleteOk read(ByteBuffer in) {
            return new DeleteOk(ByteReader.u32(in));
        }

        @Override
        public int methodId() {
            return 41;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u32((int) messageCount);
        }
    }

    /** Removes a binding of a queue. */
    record Unbind(String queue, String exchange, String routingKey, FieldTable arguments) implements QueueMethod {
        static Unbind read(ByteBuffer in) {
            ByteReader.u16(in);
            String queue = ByteReader.shortString(in);
            String exchange = ByteReader.shortString(in);
            String routingKey = ByteReader.shortString(in);
            FieldTable arguments = FieldReader.table(in);
            return new Unbind(queue, exchange, routingKey, arguments);
        }

        @Override
        public int methodId() {
            return 50;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(queue);
            out.shortString(exchange);
            out.shortString(routingKey);
            FieldWriter.table(out, arguments);
        }
    }

    /** The binding is gone. */
    record UnbindOk() implements QueueMethod {
        @Override
        public int methodId() {
            return 51;
        }
    }
}
