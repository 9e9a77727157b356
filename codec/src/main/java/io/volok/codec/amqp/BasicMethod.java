package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.table.FieldReader;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldWriter;
import java.nio.ByteBuffer;

/** The methods of class {@code basic}: publishing, consuming, acknowledging. */
public sealed interface BasicMethod extends Method {

    /** The class id. */
    int CLASS_ID = 60;
    /** The id of {@link Publish}, whose arguments sessions read with {@link PublishArguments}. */
    int PUBLISH_ID = 40;
    /** The id of {@link Return}. */
    int RETURN_ID = 50;
    /** The id of {@link Deliver}. */
    int DELIVER_ID = 60;
    /** The id of {@link GetOk}. */
    int GET_OK_ID = 71;
    /** The id of {@link Ack}. */
    int ACK_ID = 80;
    /** The id of {@link Nack}. */
    int NACK_ID = 120;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Reads the arguments of a method of this class; {@link MethodReader} verifies that nothing is left. */
    static BasicMethod read(int methodId, ByteBuffer in) {
        return switch (methodId) {
            case 10 -> Qos.read(in);
            case 11 -> new QosOk();
            case 20 -> Consume.read(in);
            case 21 -> ConsumeOk.read(in);
            case 30 -> Cancel.read(in);
            case 31 -> CancelOk.read(in);
            case PUBLISH_ID -> Publish.read(in);
            case RETURN_ID -> Return.read(in);
            case DELIVER_ID -> Deliver.read(in);
            case 70 -> Get.read(in);
            case GET_OK_ID -> GetOk.read(in);
            case 72 -> GetEmpty.read(in);
            case ACK_ID -> Ack.read(in);
            case 90 -> Reject.read(in);
            case 100 -> RecoverAsync.read(in);
            case 110 -> Recover.read(in);
            case 111 -> new RecoverOk();
            case NACK_ID -> Nack.read(in);
            default -> throw new MalformedBytes(-1, "unknown method " + CLASS_ID + "." + methodId);
        };
    }

    /** Limits the messages that may be unacknowledged. */
    record Qos(long prefetchSize, int prefetchCount, boolean global) implements BasicMethod {
        static Qos read(ByteBuffer in) {
            long prefetchSize = ByteReader.u32(in);
            int prefetchCount = ByteReader.u16(in);
            int bits = ByteReader.u8(in);
            return new Qos(prefetchSize, prefetchCount, (bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u32((int) prefetchSize);
            out.u16(prefetchCount);
            out.u8(Bits.of(global));
        }
    }

    /** The limit holds. */
    record QosOk() implements BasicMethod {
        @Override
        public int methodId() {
            return 11;
        }
    }

    /** Starts a consumer; an empty tag asks for a new one. */
    record Consume(String queue, String consumerTag, boolean noLocal, boolean noAck, boolean exclusive,
            boolean noWait, FieldTable arguments) implements BasicMethod {
        static Consume read(ByteBuffer in) {
            ByteReader.u16(in);
            String queue = ByteReader.shortString(in);
            String consumerTag = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            FieldTable arguments = FieldReader.table(in);
            return new Consume(queue, consumerTag, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0,
                    arguments);
        }

        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(queue);
            out.shortString(consumerTag);
            out.u8(Bits.of(noLocal, noAck, exclusive, noWait));
            FieldWriter.table(out, arguments);
        }
    }

    /** The consumer is there. */
    record ConsumeOk(String consumerTag) implements BasicMethod {
        static ConsumeOk read(ByteBuffer in) {
            return new ConsumeOk(ByteReader.shortString(in));
        }

        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.shortString(consumerTag);
        }
    }

    /** Ends a consumer. RabbitMQ extension: the server may send it too. */
    record Cancel(String consumerTag, boolean noWait) implements BasicMethod {
        static Cancel read(ByteBuffer in) {
            String consumerTag = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            return new Cancel(consumerTag, (bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.shortString(consumerTag);
            out.u8(Bits.of(noWait));
        }
    }

    /** The consumer is gone. */
    record CancelOk(String consumerTag) implements BasicMethod {
        static CancelOk read(ByteBuffer in) {
            return new CancelOk(ByteReader.shortString(in));
        }

        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.shortString(consumerTag);
        }
    }

    /** Publishes the message that follows. Sessions read it with {@link PublishArguments}. */
    record Publish(String exchange, String routingKey, boolean mandatory, boolean immediate) implements BasicMethod {
        static Publish read(ByteBuffer in) {
            ByteReader.u16(in);
            String exchange = ByteReader.shortString(in);
            String routingKey = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            return new Publish(exchange, routingKey, (bits & 1) != 0, (bits & 2) != 0);
        }

        @Override
        public int methodId() {
            return PUBLISH_ID;
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(exchange);
            out.shortString(routingKey);
            out.u8(Bits.of(mandatory, immediate));
        }
    }

    /** Gives back the unroutable message that follows. */
    record Return(int replyCode, String replyText, String exchange, String routingKey) implements BasicMethod {
        /** Cuts the text to what a short string holds. */
        public Return {
            replyText = ShortString.fit(replyText);
        }

        static Return read(ByteBuffer in) {
            return new Return(ByteReader.u16(in), ByteReader.shortString(in), ByteReader.shortString(in),
                    ByteReader.shortString(in));
        }

        @Override
        public int methodId() {
            return RETURN_ID;
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(replyCode);
            out.shortString(replyText);
            out.shortString(exchange);
            out.shortString(routingKey);
        }
    }

    /** Delivers the message that follows. Sessions write it with {@link ContentWriter}. */
    record Deliver(String consumerTag, long deliveryTag, boolean redelivered, String exchange,
            String routingKey) implements BasicMethod {
        static Deliver read(ByteBuffer in) {
            String consumerTag = ByteReader.shortString(in);
            long deliveryTag = ByteReader.i64(in);
            int bits = ByteReader.u8(in);
            String exchange = ByteReader.shortString(in);
            String routingKey = ByteReader.shortString(in);
            return new Deliver(consumerTag, deliveryTag, (bits & 1) != 0, exchange, routingKey);
        }

        @Override
        public int methodId() {
            return DELIVER_ID;
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.shortString(consumerTag);
            out.u64(deliveryTag);
            out.u8(Bits.of(redelivered));
            out.shortString(exchange);
            out.shortString(routingKey);
        }
    }

    /** Asks for one message. */
    record Get(String queue, boolean noAck) implements BasicMethod {
        static Get read(ByteBuffer in) {
            ByteReader.u16(in);
            String queue = ByteReader.shortString(in);
            int bits = ByteReader.u8(in);
            return new Get(queue, (bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 70;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u16(0);
            out.shortString(queue);
            out.u8(Bits.of(noAck));
        }
    }

    /** Delivers the message that follows, which was asked for. */
    record GetOk(long deliveryTag, boolean redelivered, String exchange, String routingKey,
            long messageCount) implements BasicMethod {
        static GetOk read(ByteBuffer in) {
            long deliveryTag = ByteReader.i64(in);
            int bits = ByteReader.u8(in);
            String exchange = ByteReader.shortString(in);
            String routingKey = ByteReader.shortString(in);
            long messageCount = ByteReader.u32(in);
            return new GetOk(deliveryTag, (bits & 1) != 0, exchange, routingKey, messageCount);
        }

        @Override
        public int methodId() {
            return GET_OK_ID;
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u64(deliveryTag);
            out.u8(Bits.of(redelivered));
            out.shortString(exchange);
            out.shortString(routingKey);
            out.u32((int) messageCount);
        }
    }

    /** There is no message. */
    record GetEmpty() implements BasicMethod {
        static GetEmpty read(ByteBuffer in) {
            ByteReader.shortString(in);
            return new GetEmpty();
        }

        @Override
        public int methodId() {
            return 72;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u8(0);
        }
    }

    /** Acknowledges one message, or all up to it; the server acknowledges publishes with it. */
    record Ack(long deliveryTag, boolean multiple) implements BasicMethod {
        static Ack read(ByteBuffer in) {
            long deliveryTag = ByteReader.i64(in);
            int bits = ByteReader.u8(in);
            return new Ack(deliveryTag, (bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return ACK_ID;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u64(deliveryTag);
            out.u8(Bits.of(multiple));
        }
    }

    /** Refuses one message. */
    record Reject(long deliveryTag, boolean requeue) implements BasicMethod {
        static Reject read(ByteBuffer in) {
            long deliveryTag = ByteReader.i64(in);
            int bits = ByteReader.u8(in);
            return new Reject(deliveryTag, (bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 90;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u64(deliveryTag);
            out.u8(Bits.of(requeue));
        }
    }

    /** Deprecated form of recover, without an answer. */
    record RecoverAsync(boolean requeue) implements BasicMethod {
        static RecoverAsync read(ByteBuffer in) {
            int bits = ByteReader.u8(in);
            return new RecoverAsync((bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 100;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u8(Bits.of(requeue));
        }
    }

    /** Asks for redelivery of all unacknowledged messages. */
    record Recover(boolean requeue) implements BasicMethod {
        static Recover read(ByteBuffer in) {
            int bits = ByteReader.u8(in);
            return new Recover((bits & 1) != 0);
        }

        @Override
        public int methodId() {
            return 110;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u8(Bits.of(requeue));
        }
    }

    /** Redelivery is under way. */
    record RecoverOk() implements BasicMethod {
        @Override
        public int methodId() {
            return 111;
        }
    }

    /** RabbitMQ extension: refuses one message, or all up to it. */
    record Nack(long deliveryTag, boolean multiple, boolean requeue) implements BasicMethod {
        static Nack read(ByteBuffer in) {
            long deliveryTag = ByteReader.i64(in);
            int bits = ByteReader.u8(in);
            return new Nack(deliveryTag, (bits & 1) != 0, (bits & 2) != 0);
        }

        @Override
        public int methodId() {
            return NACK_ID;
        }

        @Override
        public void writeArguments(ByteWriter out) {
            out.u64(deliveryTag);
            out.u8(Bits.of(multiple, requeue));
        }
    }
}
