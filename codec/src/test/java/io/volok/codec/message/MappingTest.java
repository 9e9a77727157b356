package io.volok.codec.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.HexLines;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.RandomTables;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** AMQP to record and back is without loss, whatever the message. */
class MappingTest {

    private static final ShortString OTHERWISE = ShortString.of("otherwise");

    private final MessageEncoder encoder = new MessageEncoder();
    private final MessageDecoder decoder = new MessageDecoder();
    private final BatchBuilder builder = new BatchBuilder();
    private final RecordCursor cursor = new RecordCursor();
    private final RecordView view = new RecordView();

    /** Through a batch, as in life. */
    private RecordView stored(RecordBody body) {
        builder.begin(5, 1_700_000_000_123L).append(1_700_000_000_123L, body);
        builder.finish();
        assertThat(cursor.open(ByteBuffer.wrap(builder.toByteArray())).next(view)).isTrue();
        view.checkHeaders();
        return view;
    }

    private static byte[] list(MessageProperties properties) {
        ByteWriter out = new ByteWriter(64);
        properties.writeTo(out);
        return out.toByteArray();
    }

    private byte[] decodedList() {
        ByteWriter out = new ByteWriter(64);
        decoder.writeProperties(out);
        return out.toByteArray();
    }

    private String decodedNames() {
        ByteWriter out = new ByteWriter(64);
        decoder.writeExchange(out, OTHERWISE);
        decoder.writeRoutingKey(out, OTHERWISE);
        return HexLines.hex(out.toByteArray());
    }

    private byte[] decodedBody() {
        int start = decoder.bodyStart();
        return java.util.Arrays.copyOfRange(decoder.bodyArray(), start, start + decoder.bodyLength());
    }

    private static MessageProperties randomProperties(Random random) {
        MessageProperties.Builder properties = MessageProperties.builder();
        for (Property property : Property.ALL) {
            if (random.nextInt(3) == 0) {
                properties.set(property, switch (property.kind()) {
                    case TEXT -> new String[] {"", "text/plain", "größe", "9".repeat(255)}[random.nextInt(4)];
                    case OCTET -> Integer.toString(random.nextInt(256));
                    case SECONDS -> Long.toUnsignedString(random.nextLong() >> random.nextInt(64));
                });
            }
        }
        if (random.nextInt(4) > 0) {
            properties.headers(new RandomTables(random).table(3));
        }
        return properties.build();
    }

    @Test
    void everyMessageComesBackByteForByte() {
        Random random = new Random(42);
        for (int i = 0; i < 50_000; i++) {
            byte[] properties = list(randomProperties(random));
            byte[] body = new byte[random.nextInt(3) * random.nextInt(400)];
            random.nextBytes(body);
            ShortString exchange = ShortString.of(random.nextBoolean() ? "" : "amq.topic");
            ShortString routingKey = ShortString.of(random.nextBoolean() ? "" : "ключ.#");

            RecordBody encoded = encoder.encode(
                    exchange, routingKey, ByteBuffer.wrap(properties), ByteBuffer.wrap(body));
            decoder.read(stored(encoded));

            assertThat(HexLines.hex(decodedList())).as("case " + i).isEqualTo(HexLines.hex(properties));
            assertThat(decodedBody()).isEqualTo(body);
            ByteWriter names = new ByteWriter(64);
            names.shortString(exchange);
            names.shortString(routingKey);
            assertThat(decodedNames()).isEqualTo(HexLines.hex(names.toByteArray()));
        }
    }

    @Test
    void propertiesThatAreNotTextComeBackToo() {
        byte[] properties = HexLines.bytes("a000 03ff00fe 0000000a 01ff 53 00000003 c328ff");
        RecordBody encoded = encoder.encode(
                ShortString.EMPTY, ShortString.EMPTY, ByteBuffer.wrap(properties), ByteBuffer.allocate(0));
        assertThat(HexLines.hex(list(MessageProperties.read(ByteBuffer.wrap(properties))))).startsWith("a00003ff00fe");
        decoder.read(stored(encoded));
        assertThat(HexLines.hex(decodedList())).isEqualTo(HexLines.hex(properties));
    }

    @Test
    void goldenPropertyListsAreReadAndComeBack() {
        for (String[] line : HexLines.read("/amqp/properties.txt")) {
            byte[] frame = HexLines.bytes(line[1]);
            ByteBuffer properties = ByteBuffer.wrap(frame, 19, frame.length - 20);
            MessageProperties read = MessageProperties.read(properties.duplicate());
            assertThat(read.toString()).isEqualTo(line[0].strip());
            encoder.begin(ShortString.EMPTY, ShortString.EMPTY, properties.duplicate(), 5);
            encoder.body(ByteBuffer.wrap(new byte[2]));
            assertThat(encoder.bodyLeft()).isEqualTo(3);
            encoder.body(ByteBuffer.allocateDirect(3));
            decoder.read(stored(encoder.finish()));
            assertThat(ByteBuffer.wrap(decodedList())).isEqualTo(properties);
        }
    }

    @Test
    void damagedPropertyListsAreMalformedOrProperties() {
        Random random = new Random(7);
        int malformed = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] properties = list(randomProperties(random));
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                properties[random.nextInt(properties.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int end = random.nextInt(4) == 0 ? random.nextInt(properties.length + 1) : properties.length;
            try {
                decoder.read(stored(encoder.encode(ShortString.EMPTY, ShortString.EMPTY,
                        ByteBuffer.wrap(properties, 0, end), ByteBuffer.allocate(0))));
                decodedList();
            } catch (MalformedBytes e) {
                malformed++;
            }
        }
        assertThat(malformed).isPositive();
    }

    @Test
    void recordsWithAnyHeadersCanBeShownAsMessages() {
        Random random = new Random(8);
        String[] names = {"amqp.exchange", "amqp.types", "amqp.key-place", "amqp.tombstone-place", "amqp.priority",
            "amqp.timestamp", "amqp.delivery-mode", "amqp.content-type", "amqp.header.amqp.x", "amqp.other", "a", "b",
            "n".repeat(256)};
        String[] values = {"", "a=I,b=t", "b=F*", "a=", "=", "a", "0", "1", "300", "-1", "true", "99999999999999999999",
            "a=x,a=V,b=d", "%zz=I", "v".repeat(256)};
        for (int i = 0; i < 100_000; i++) {
            ByteWriter out = new ByteWriter(64);
            RecordBody.writeNullable(out, random.nextBoolean() ? null : new byte[random.nextInt(3)]);
            RecordBody.writeNullable(out, random.nextBoolean() ? null : new byte[random.nextInt(3)]);
            int count = random.nextInt(6);
            out.varint(count);
            for (int h = 0; h < count; h++) {
                RecordBody.writeNullable(out, utf8(names[random.nextInt(names.length)]));
                RecordBody.writeNullable(out, random.nextInt(9) == 0 ? null : utf8(values[random.nextInt(values.length)]));
            }
            decoder.read(stored(new RecordBody(out.array(), 0, out.size())));
            MessageProperties shown = MessageProperties.read(ByteBuffer.wrap(decodedList()));
            assertThat(shown.hasHeaders()).isEqualTo(decoder.index().hasTable());
            decodedNames();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void kafkasKeyValueAndHeadersSurviveARoundThroughAmqp() {
        Random random = new Random(9);
        String[] names = {"a", "b", "a", "", "traceparent", "größe", "amqp.other"};
        for (int i = 0; i < 20_000; i++) {
            ByteWriter headers = new ByteWriter(64);
            int count = random.nextInt(5);
            for (int h = 0; h < count; h++) {
                RecordBody.writeNullable(headers, utf8(names[random.nextInt(names.length - 1)]));
                byte[] value = new byte[random.nextInt(5)];
                random.nextBytes(value);
                RecordBody.writeNullable(headers, random.nextInt(9) == 0 ? null : value);
            }
            byte[] key = random.nextBoolean() ? null : new byte[] {(byte) random.nextInt(), 'k'};
            byte[] value = random.nextBoolean() ? null : new byte[random.nextInt(3)];
            ByteWriter out = new ByteWriter(64);
            RecordBody.writeNullable(out, key);
            RecordBody.writeNullable(out, value);
            out.varint(count);
            out.bytes(headers.array(), 0, headers.size());

            decoder.read(stored(new RecordBody(out.array(), 0, out.size())));
            RecordBody again = encoder.encode(ShortString.EMPTY, ShortString.EMPTY, ByteBuffer.wrap(decodedList()),
                    ByteBuffer.wrap(decodedBody()));
            RecordView back = new RecordView().wrapBody(again, 0);
            assertThat(back.key()).isEqualTo(key == null ? null : ByteBuffer.wrap(key));
            assertThat(back.value()).isEqualTo(value == null ? null : ByteBuffer.wrap(value));
            ByteWriter plain = new ByteWriter(64);
            while (back.nextHeader()) {
                if (RecordIndex.slotOfHeader(back) < 0) {
                    copyHeader(back, plain);
                }
            }
            assertThat(plain.toByteArray()).as("case " + i).isEqualTo(headers.toByteArray());
        }
    }

    private static void copyHeader(RecordView from, ByteWriter to) {
        to.varint(from.headerNameLength());
        to.bytes(from.array(), from.headerNameStart(), from.headerNameLength());
        to.varint(from.headerValueLength());
        to.bytes(from.array(), from.headerValueStart(), Math.max(0, from.headerValueLength()));
    }

    @Test
    void moreBodyThanAnnouncedIsMalformed() {
        encoder.begin(ShortString.EMPTY, ShortString.EMPTY, ByteBuffer.wrap(new byte[2]), 3);
        assertThatThrownBy(() -> encoder.body(ByteBuffer.allocate(4))).isInstanceOf(MalformedBytes.class);
        assertThatThrownBy(encoder::finish).isInstanceOf(IllegalStateException.class);
        encoder.begin(ShortString.EMPTY, ShortString.EMPTY, ByteBuffer.wrap(new byte[2]), 1_000_000_000);
        assertThat(encoder.bodyLeft()).isEqualTo(1_000_000_000);
    }

    @Test
    void anEmptyHeaderTableIsNotNone() {
        for (MessageProperties properties : new MessageProperties[] {MessageProperties.NONE,
            MessageProperties.builder().headers(FieldTable.EMPTY).build()}) {
            MessageView message = new MessageView().set(encoder.encode("", "q", properties, new byte[0]));
            assertThat(message.properties()).isEqualTo(properties);
        }
    }
}
