package io.volok.bench.codec;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ContentWriter;
import io.volok.codec.amqp.FrameWriter;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;

/** The messages that are measured. */
final class Samples {

    /** Messages in one operation: about what one socket read brings of small messages. */
    static final int MESSAGES = 256;

    private static final String EXCHANGE = "orders";
    private static final String ROUTING_KEY = "orders.europe.created";

    private Samples() {
    }

    /** {@code bare}: as load generators publish; {@code rich}: as applications with tracing do. */
    static MessageProperties properties(String kind) {
        MessageProperties.Builder properties = MessageProperties.builder().set(Property.DELIVERY_MODE, "2");
        if (kind.equals("rich")) {
            properties.set(Property.CONTENT_TYPE, "application/json").set(Property.MESSAGE_ID, "b2f0c7de-1d6c-4c1b")
                    .set(Property.TIMESTAMP, "1700000000").headers(FieldTable.builder()
                            .add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                            .add("tenant", "acme").add("attempt", new FieldValue.Int32(3)).build());
        }
        return properties.build();
    }

    /** What a client sends for {@link #MESSAGES} publishes. */
    static byte[] publishes(String kind, int bodyBytes) {
        ByteWriter out = new ByteWriter(1 << 16);
        ByteWriter list = new ByteWriter(256);
        properties(kind).writeTo(list);
        ContentWriter content = new ContentWriter(out);
        content.frameMax(131072);
        for (int i = 0; i < MESSAGES; i++) {
            FrameWriter.method(out, 1, new BasicMethod.Publish(EXCHANGE, ROUTING_KEY, false, false));
            content.content(1, list.toBuffer(), new byte[bodyBytes]);
        }
        return out.toByteArray();
    }

    /** The batch in which {@link #MESSAGES} such messages are stored. */
    static byte[] batch(String kind, int bodyBytes) {
        BatchBuilder builder = new BatchBuilder();
        builder.begin(0, 1_700_000_000_000L);
        MessageEncoder encoder = new MessageEncoder();
        for (int i = 0; i < MESSAGES; i++) {
            builder.append(1_700_000_000_000L + i,
                    encoder.encode(EXCHANGE, ROUTING_KEY, properties(kind), new byte[bodyBytes]));
        }
        builder.finish();
        return builder.toByteArray();
    }
}
