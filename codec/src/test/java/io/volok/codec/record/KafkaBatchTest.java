package io.volok.codec.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our batches against kafka-clients' reading, and its batches against ours. */
class KafkaBatchTest {

    private static final Decompressor KAFKA = (compression, input, maxBytes) -> {
        CompressionType type = CompressionType.forId(compression);
        try (InputStream in = Compression.of(type).build().wrapForInput(input, (byte) 2, BufferSupplier.create())) {
            return ByteBuffer.wrap(in.readNBytes(maxBytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    };

    private static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<SimpleRecord> samples() {
        Header[] headers = {new RecordHeader("h", utf8("v")), new RecordHeader("h", null), new RecordHeader("", utf8(""))};
        return List.of(
                new SimpleRecord(1000, utf8("key"), utf8("value"), headers),
                new SimpleRecord(900, null, utf8("x".repeat(70_000))),
                new SimpleRecord(5_000_000_000L, utf8(""), utf8(null)),
                new SimpleRecord(1001, utf8(null), utf8(null)));
    }

    private static RecordBody bodyOf(SimpleRecord record) {
        ByteWriter out = new ByteWriter(64);
        RecordBody.writeNullable(out, array(record.key()));
        RecordBody.writeNullable(out, array(record.value()));
        out.varint(record.headers().length);
        for (Header header : record.headers()) {
            RecordBody.writeNullable(out, utf8(header.key()));
            RecordBody.writeNullable(out, header.value());
        }
        return new RecordBody(out.array(), 0, out.size());
    }

    private static byte[] array(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** What a record says, in one comparable line. */
    private static String describe(RecordView view) {
        StringBuilder text = new StringBuilder();
        text.append(view.offset()).append(' ').append(view.timestamp()).append(' ')
                .append(string(view.key())).append(' ').append(string(view.value()));
        view.checkHeaders();
        while (view.nextHeader()) {
            text.append(' ').append(new String(view.array(), view.headerNameStart(), view.headerNameLength(),
                    StandardCharsets.UTF_8)).append('=');
            text.append(view.headerValueLength() < 0 ? "null" : new String(view.array(), view.headerValueStart(),
                    view.headerValueLength(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private static String describe(Record record) {
        StringBuilder text = new StringBuilder();
        text.append(record.offset()).append(' ').append(record.timestamp()).append(' ')
                .append(string(record.key())).append(' ').append(string(record.value()));
        for (Header header : record.headers()) {
            text.append(' ').append(header.key()).append('=')
                    .append(header.value() == null ? "null" : new String(header.value(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private static String string(ByteBuffer buffer) {
        return buffer == null ? "null" : '"' + StandardCharsets.UTF_8.decode(buffer.duplicate()).toString() + '"';
    }

    private static List<String> read(RecordCursor cursor) {
        List<String> lines = new ArrayList<>();
        RecordView view = new RecordView();
        while (cursor.next(view)) {
            lines.add(describe(view));
        }
        return lines;
    }

    @Test
    void kafkaReadsWhatTheBuilderWrites() {
        BatchBuilder builder = new BatchBuilder(16);
        builder.begin(77, 1000).producer(4711, 3, 12).attributes(RecordBatch.TRANSACTIONAL);
        for (SimpleRecord record : samples()) {
            builder.append(record.timestamp(), bodyOf(record));
        }
        assertThat(builder.nextOffset()).isEqualTo(81);
        builder.finish();
        RecordBatch.stamp(builder.toBuffer(), 0, 100, 9);

        MutableRecordBatch batch = MemoryRecords.readableRecords(builder.toBuffer()).batchIterator().next();
        batch.ensureValid();
        assertThat(batch.baseOffset()).isEqualTo(100);
        assertThat(batch.lastOffset()).isEqualTo(103);
        assertThat(batch.partitionLeaderEpoch()).isEqualTo(9);
        assertThat(batch.maxTimestamp()).isEqualTo(5_000_000_000L);
        assertThat(batch.producerId()).isEqualTo(4711);
        assertThat(batch.producerEpoch()).isEqualTo((short) 3);
        assertThat(batch.baseSequence()).isEqualTo(12);
        assertThat(batch.isTransactional()).isTrue();
        List<String> kafka = new ArrayList<>();
        batch.forEach(record -> kafka.add(describe(record)));
        assertThat(read(new RecordCursor().open(builder.toBuffer()))).isEqualTo(kafka).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void weReadWhatKafkaWrites(CompressionType compression) {
        SimpleRecord[] records = samples().toArray(SimpleRecord[]::new);
        MemoryRecords kafka = MemoryRecords.withIdempotentRecords(
                (byte) 2, 500, Compression.of(compression).build(), 8, (short) 2, 30, 4, records);
        List<String> expected = new ArrayList<>();
        kafka.records().forEach(record -> expected.add(describe(record)));

        ByteBuffer heap = kafka.buffer();
        ByteBuffer direct = ByteBuffer.allocateDirect(heap.remaining()).put(heap.duplicate()).flip();
        for (ByteBuffer buffer : List.of(heap, direct)) {
            assertThat(RecordBatch.check(buffer, 0, buffer.limit())).isEqualTo(buffer.limit());
            assertThat(read(new RecordCursor(KAFKA).open(buffer))).isEqualTo(expected);
        }
        assertThat(RecordBatch.compression(heap, 0)).isEqualTo(compression.id);
        assertThat(RecordBatch.baseOffset(heap, 0)).isEqualTo(500);
        assertThat(RecordBatch.endOffset(heap, 0)).isEqualTo(504);
        assertThat(RecordBatch.producerId(heap, 0)).isEqualTo(8);
        assertThat(RecordBatch.producerEpoch(heap, 0)).isEqualTo((short) 2);
        assertThat(RecordBatch.baseSequence(heap, 0)).isEqualTo(30);
        assertThat(RecordBatch.lastSequence(heap, 0)).isEqualTo(33);
        assertThat(RecordBatch.leaderEpoch(heap, 0)).isEqualTo(4);
        assertThat(RecordBatch.count(heap, 0)).isEqualTo(4);
    }

    @Test
    void logAppendTimeIsTheTimestampOfAllRecords() {
        MemoryRecords kafka = MemoryRecords.withRecords(Compression.NONE, samples().toArray(SimpleRecord[]::new));
        ByteBuffer buffer = kafka.buffer();
        RecordBatch.stampLogAppendTime(buffer, 0, 42);
        MutableRecordBatch batch = MemoryRecords.readableRecords(buffer).batchIterator().next();
        batch.ensureValid();
        assertThat(batch.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(read(new RecordCursor().open(buffer))).allMatch(line -> line.split(" ")[1].equals("42"));
    }

    @Test
    void aRegionOfBatchesIsWalkedFromAnyOffsetUpToTheCutOne() {
        ByteWriter region = new ByteWriter(64);
        BatchBuilder builder = new BatchBuilder();
        for (int batch = 0; batch < 3; batch++) {
            builder.begin(10 + batch * 5L, 0);
            for (int i = 0; i < 5; i++) {
                builder.append(i, RecordBody.of(null, utf8("r" + (10 + batch * 5 + i))));
            }
            region.bytes(builder.array(), 0, builder.finish());
        }
        RecordCursor cursor = new RecordCursor();
        RecordView view = new RecordView();
        for (int from = 9; from < 26; from++) {
            cursor.open(region.toBuffer()).skipTo(from);
            for (int expected = Math.max(10, from); expected < 25; expected++) {
                assertThat(cursor.next(view)).isTrue();
                assertThat(view.offset()).isEqualTo(expected);
                assertThat(string(view.value())).isEqualTo("\"r" + expected + '"');
            }
            assertThat(cursor.next(view)).isFalse();
        }
        assertThat(read(cursor.open(region.toBuffer(), 0, region.size() - 1))).hasSize(10);
        assertThat(read(cursor.open(region.toBuffer(), 0, 5))).isEmpty();
    }

    @Test
    void controlRecordsAreMarked() {
        BatchBuilder builder = new BatchBuilder();
        builder.begin(0, 0).attributes(RecordBatch.CONTROL | RecordBatch.TRANSACTIONAL);
        builder.append(0, RecordBody.of(new byte[4], new byte[6]));
        builder.finish();
        RecordView view = new RecordView();
        assertThat(new RecordCursor().open(builder.toBuffer()).next(view)).isTrue();
        assertThat(view.isControl()).isTrue();
    }

    @Test
    void everyFlippedBitBehindTheCrcIsNoticed() {
        BatchBuilder builder = new BatchBuilder();
        builder.begin(0, 0).append(5, RecordBody.of(utf8("k"), utf8("v")));
        builder.finish();
        byte[] good = builder.toByteArray();
        for (int bit = RecordBatch.MAGIC_AT * 8; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> RecordBatch.check(ByteBuffer.wrap(bad), 0, bad.length))
                    .isInstanceOf(MalformedBytes.class);
        }
    }

    @Test
    void damagedBatchesWithAGoodCrcAreMalformedAtWorst() {
        Random random = new Random(3);
        MemoryRecords kafka = MemoryRecords.withRecords(Compression.NONE,
                new SimpleRecord(1, utf8("key"), utf8("value"), new Header[] {new RecordHeader("n", utf8("v"))}),
                new SimpleRecord(2, utf8("key2"), utf8("value2")));
        byte[] good = array(kafka.buffer());
        RecordCursor cursor = new RecordCursor();
        int malformed = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                if (RecordBatch.isWhole(buffer, 0, bytes.length)) {
                    RecordBatch.renewCrc(buffer, 0);
                    RecordBatch.check(buffer, 0, bytes.length);
                }
                read(cursor.open(buffer));
            } catch (MalformedBytes e) {
                malformed++;
            }
        }
        assertThat(malformed).isPositive();
    }

    @Test
    void announcedLengthsAndCountsAreNotBelieved() {
        BatchBuilder builder = new BatchBuilder();
        builder.begin(0, 0).append(5, RecordBody.of(utf8("k"), utf8("v")));
        builder.finish();
        ByteBuffer buffer = ByteBuffer.wrap(builder.toByteArray());
        buffer.putInt(RecordBatch.COUNT_AT, Integer.MAX_VALUE);
        assertThatThrownBy(() -> new RecordCursor().open(buffer).next(new RecordView()))
                .isInstanceOf(MalformedBytes.class);
        buffer.putInt(RecordBatch.LENGTH_AT, Integer.MAX_VALUE);
        assertThat(RecordBatch.isWhole(buffer, 0, buffer.limit())).isFalse();
        buffer.putInt(RecordBatch.LENGTH_AT, 48);
        assertThatThrownBy(() -> RecordBatch.isWhole(buffer, 0, buffer.limit())).isInstanceOf(MalformedBytes.class);
        byte[] hugeKey = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 1, 0};
        assertThatThrownBy(() -> new RecordView().wrapBody(hugeKey, 0, hugeKey.length))
                .isInstanceOf(MalformedBytes.class);
    }

    @Test
    void headersAreFoundByName() {
        SimpleRecord sample = samples().getFirst();
        RecordView view = new RecordView().wrapBody(bodyOf(sample), 9);
        assertThat(view.findHeader(utf8("h"))).isTrue();
        assertThat(view.headerValueLength()).isEqualTo(1);
        assertThat(view.nextHeader()).isTrue();
        assertThat(view.headerValueLength()).isEqualTo(-1);
        assertThat(view.findHeader(utf8("missing"))).isFalse();
        assertThat(view.timestamp()).isEqualTo(9);
        assertThat(view.offset()).isEqualTo(-1);
    }
}
