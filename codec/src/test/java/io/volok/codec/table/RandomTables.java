package io.volok.codec.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Seeded random field tables of every type, with odd names, doubled names and extreme values. */
public final class RandomTables {

    private static final String[] NAMES = {"a", "b", "", "x-death", "amqp.", "amqp.exchange", "amqp.header.a", "amqp.types",
        "größe", "n,a=m*e%", "%2C", "CC", "traceparent", "a=I", "x-kafka-key", "x-kafka-tombstone", "n".repeat(255)};

    private final Random random;

    public RandomTables(Random random) {
        this.random = random;
    }

    public FieldTable table(int depth) {
        List<FieldTable.Entry> entries = new ArrayList<>();
        int count = random.nextInt(7);
        for (int i = 0; i < count; i++) {
            entries.add(new FieldTable.Entry(NAMES[random.nextInt(NAMES.length)], value(depth)));
        }
        return FieldTable.of(entries);
    }

    public FieldValue value(int depth) {
        List<Supplier<FieldValue>> kinds = List.of(
                () -> FieldValue.of(text()),
                () -> FieldValue.of(text()),
                () -> new FieldValue.LongString(bytes()),
                () -> new FieldValue.Binary(bytes()),
                () -> new FieldValue.Binary(text().getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                () -> FieldValue.of(random.nextBoolean()),
                () -> new FieldValue.Int8((byte) bits()),
                () -> new FieldValue.UInt8((int) bits() & 0xFF),
                () -> new FieldValue.Int16((short) bits()),
                () -> new FieldValue.UInt16((int) bits() & 0xFFFF),
                () -> new FieldValue.Int32((int) bits()),
                () -> new FieldValue.UInt32(bits() & 0xFFFF_FFFFL),
                () -> new FieldValue.Int64(bits()),
                () -> new FieldValue.UInt64(bits()),
                () -> new FieldValue.Float32((int) bits()),
                () -> new FieldValue.Float64(bits()),
                () -> new FieldValue.Decimal((int) bits() & 0xFF, (int) bits()),
                () -> new FieldValue.Timestamp(bits()),
                () -> FieldValue.Void.VOID,
                () -> depth == 0 ? FieldValue.of("leaf") : table(depth - 1),
                () -> depth == 0 ? FieldValue.Void.VOID : array(depth - 1));
        return kinds.get(random.nextInt(kinds.size())).get();
    }

    private FieldValue array(int depth) {
        List<FieldValue> values = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            values.add(value(depth));
        }
        return new FieldValue.Array(values);
    }

    private String text() {
        String[] texts = {"", "x", "true", "12", "-0", "NaN", "grüße", "I", "a,b=c", "\u0000", "long text ".repeat(30)};
        return texts[random.nextInt(texts.length)];
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        return bytes;
    }

    private long bits() {
        long[] edges = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7FF8_0000_0000_0000L,
            0x7FC0_0000L, 0x7FC0_0001L, 0xFFF8_0000_0000_0001L, 0x8000, 0x80};
        return random.nextBoolean() ? edges[random.nextInt(edges.length)] : random.nextLong() >> random.nextInt(64);
    }
}
