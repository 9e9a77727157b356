package io.volok.codec.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.HexLines;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the other side sees: the rows of docs/mapping.md, one by one. */
class MappingExamplesTest {

    private final MessageEncoder encoder = new MessageEncoder();

    private static List<String> headersOf(RecordView record) {
        List<String> headers = new ArrayList<>();
        record.rewindHeaders();
        while (record.nextHeader()) {
            String name = string(record, record.headerNameStart(), record.headerNameLength());
            headers.add(name + "=" + string(record, record.headerValueStart(), record.headerValueLength()));
        }
        return headers;
    }

    private static String string(RecordView record, int start, int length) {
        return length < 0 ? null : new String(record.array(), start, length, StandardCharsets.UTF_8);
    }

    private RecordView encode(MessageProperties properties, String body) {
        return new RecordView().wrapBody(encoder.encode("orders", "eu.new", properties,
                body.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** A record as a Kafka producer writes it. */
    private static RecordView kafkaRecord(String key, String value, String... headers) {
        ByteWriter out = new ByteWriter(64);
        RecordBody.writeNullable(out, key == null ? null : key.getBytes(StandardCharsets.UTF_8));
        RecordBody.writeNullable(out, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        out.varint(headers.length / 2);
        for (String text : headers) {
            RecordBody.writeNullable(out, text.getBytes(StandardCharsets.UTF_8));
        }
        return new RecordView().wrapBody(new RecordBody(out.array(), 0, out.size()), 1_700_000_000_999L);
    }

    @Test
    void goldenRecordBodies() {
        for (String[] line : HexLines.read("/record/messages.txt")) {
            ByteBuffer body = ByteBuffer.wrap(line[2].equals("-") ? new byte[0] : line[2].getBytes(StandardCharsets.UTF_8));
            RecordBody encoded = encoder.encode(ShortString.of(line[0]), ShortString.of("k"),
                    ByteBuffer.wrap(HexLines.bytes(line[1])), body);
            assertThat(HexLines.hex(encoded.copy().array())).isEqualTo(line[3].replace(" ", ""));
        }
    }

    @Test
    void propertiesAndHeadersAreReadableRecordHeaders() {
        RecordView record = encode(MessageProperties.builder()
                .set(Property.CONTENT_TYPE, "text/plain").set(Property.DELIVERY_MODE, "2")
                .set(Property.TIMESTAMP, "1700000000")
                .headers(FieldTable.builder().add("traceparent", "00-ab-cd-01").add("tries", 3).build()).build(), "hi");
        assertThat(headersOf(record)).containsExactly("amqp.exchange=orders", "amqp.routing-key=eu.new",
                "amqp.content-type=text/plain", "amqp.delivery-mode=2", "amqp.timestamp=1700000000",
                "traceparent=00-ab-cd-01", "tries=3", "amqp.types=tries=l");
        assertThat(record.keyLength()).isEqualTo(-1);
        assertThat(string(record, record.valueStart(), record.valueLength())).isEqualTo("hi");
    }

    @Test
    void theKeyHeaderBecomesTheKey() {
        RecordView record = encode(MessageProperties.builder().headers(
                FieldTable.builder().add("a", "1").add("x-kafka-key", "customer-7").build()).build(), "");
        assertThat(string(record, record.keyStart(), record.keyLength())).isEqualTo("customer-7");
        assertThat(headersOf(record)).containsExactly("amqp.exchange=orders", "amqp.routing-key=eu.new", "a=1");
        assertThat(record.valueLength()).isZero();
    }

    @Test
    void theTombstoneMarkOnAnEmptyBodyMakesTheValueNull() {
        MessageProperties marked = MessageProperties.builder()
                .headers(FieldTable.of("x-kafka-tombstone", FieldValue.of(true), "x-kafka-key", FieldValue.of("k")))
                .build();
        RecordView record = encode(marked, "");
        assertThat(record.valueLength()).isEqualTo(-1);
        assertThat(new MessageView().set(record).properties()).isEqualTo(marked);
        assertThat(encode(marked, "body").valueLength()).isEqualTo(4);
    }

    @Test
    void namesThatLookLikeOursAreEscaped() {
        RecordView record = encode(MessageProperties.builder()
                .headers(FieldTable.of("amqp.exchange", FieldValue.of("mine"))).build(), "");
        assertThat(headersOf(record)).contains("amqp.exchange=orders", "amqp.header.amqp.exchange=mine");
        MessageView message = new MessageView().set(record);
        assertThat(message.exchange()).isEqualTo("orders");
        assertThat(message.header("amqp.exchange")).contains(FieldValue.of("mine"));
        assertThat(message.hasHeader(ShortString.of("amqp.exchange"))).isTrue();
    }

    @Test
    void kafkasRecordsGetSaneProperties() {
        MessageView message = new MessageView().set(kafkaRecord("k", "v", "traceparent", "00-ab"));
        assertThat(message.isFromAmqp()).isFalse();
        assertThat(message.deliveryMode()).isEqualTo(2);
        assertThat(message.property(Property.TIMESTAMP)).contains("1700000000");
        assertThat(message.headers()).isEqualTo(FieldTable.builder()
                .add("traceparent", "00-ab").add("x-kafka-key", "k").build());
        assertThat(message.exchange()).isEmpty();
        assertThat(message.bodyLength()).isEqualTo(1);
    }

    @Test
    void kafkaProducersMaySetAmqpProperties() {
        MessageView message = new MessageView().set(kafkaRecord(null, null,
                "amqp.content-type", "application/json", "amqp.priority", "7", "amqp.expiration", "2500",
                "amqp.timestamp", "nonsense"));
        assertThat(message.property(Property.CONTENT_TYPE)).contains("application/json");
        assertThat(message.priority()).isEqualTo(7);
        assertThat(message.expirationMs()).isEqualTo(2500);
        assertThat(message.property(Property.TIMESTAMP)).contains("1700000000");
        assertThat(message.header("x-kafka-tombstone")).contains(FieldValue.of(true));
    }

    @Test
    void absentPropertiesStayAbsent() {
        MessageView message = new MessageView().set(encode(MessageProperties.NONE, "x"));
        assertThat(message.isFromAmqp()).isTrue();
        assertThat(message.deliveryMode()).isEqualTo(MessageView.NONE);
        assertThat(message.priority()).isEqualTo(MessageView.NONE);
        assertThat(message.expirationMs()).isEqualTo(MessageView.NONE);
        assertThat(message.property(Property.TIMESTAMP)).isEqualTo(Optional.empty());
        assertThat(message.hasHeaders()).isFalse();
        assertThat(message.routingKey()).isEqualTo("eu.new");
    }

    @Test
    void typesOfValuesThatSomebodyRewroteAreNotForced() {
        MessageView message = new MessageView().set(kafkaRecord(null, "v", "n", "seven", "amqp.types", "n=I"));
        assertThat(message.header("n")).contains(FieldValue.of("seven"));
    }

    @Test
    void extraHeadersReplaceThoseOfTheirName() {
        RecordView record = encode(MessageProperties.builder()
                .headers(FieldTable.builder().add("x-stream-offset", 1).add("a", 2).build()).build(), "");
        MessageDecoder decoder = new MessageDecoder().read(record);
        decoder.addHeader(ShortString.of("x-stream-offset"), 99);
        ByteWriter out = new ByteWriter(64);
        decoder.writeProperties(out);
        assertThat(MessageProperties.read(out.toBuffer()).headers())
                .isEqualTo(FieldTable.builder().add("a", 2).add("x-stream-offset", 99).build());
        decoder.read(encode(MessageProperties.NONE, ""));
        decoder.addHeader(ShortString.of("x-delivery-count"), 1);
        out.reset();
        decoder.writeProperties(out);
        assertThat(MessageProperties.read(out.toBuffer()).headers())
                .isEqualTo(FieldTable.builder().add("x-delivery-count", 1).build());
    }

    @Test
    void theEditorRewritesAllButTheBody() {
        RecordView record = encode(MessageProperties.builder().set(Property.EXPIRATION, "10").set(Property.TYPE, "t")
                .headers(FieldTable.builder().add("CC", "x").add("keep", 1).build()).build(), "body");
        RecordBody edited = new MessageEditor().open(record)
                .exchange("dlx").routingKey("dead").removeHeader("CC").setHeader("x-death", FieldValue.of("why"))
                .removeProperty(Property.EXPIRATION).setProperty(Property.TYPE, "u").toBody();
        MessageView message = new MessageView().set(edited);
        assertThat(message.exchange()).isEqualTo("dlx");
        assertThat(message.routingKey()).isEqualTo("dead");
        assertThat(message.properties()).isEqualTo(MessageProperties.builder().set(Property.TYPE, "u")
                .headers(FieldTable.builder().add("keep", 1).add("x-death", "why").build()).build());
        assertThat(StandardCharsets.UTF_8.decode(message.body()).toString()).isEqualTo("body");
    }

    @Test
    void theEditorKeepsKafkasKeyAndTombstone() {
        RecordBody edited = new MessageEditor().open(kafkaRecord("k", null)).routingKey("r").toBody();
        RecordView record = new RecordView().wrapBody(edited, 0);
        assertThat(string(record, record.keyStart(), record.keyLength())).isEqualTo("k");
        assertThat(record.valueLength()).isEqualTo(-1);
    }
}
