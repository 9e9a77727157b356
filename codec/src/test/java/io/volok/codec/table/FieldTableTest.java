package io.volok.codec.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.HexLines;
import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldTableTest {

    private static byte[] write(FieldTable table) {
        ByteWriter out = new ByteWriter(16);
        FieldWriter.table(out, table);
        return out.toByteArray();
    }

    @Test
    void goldenTablesAreReadAndWrittenByteForByte() {
        for (String[] line : HexLines.read("/amqp/tables.txt")) {
            byte[] bytes = HexLines.bytes(line[1]);
            FieldTable table = FieldReader.table(ByteBuffer.wrap(bytes));
            assertThat(table.toString()).isEqualTo(line[0]);
            assertThat(HexLines.hex(write(table))).isEqualTo(HexLines.hex(bytes));
        }
    }

    @Test
    void everyTableComesBackAsItWas() {
        Random random = new Random(1);
        RandomTables tables = new RandomTables(random);
        for (int i = 0; i < 20_000; i++) {
            FieldTable table = tables.table(3);
            byte[] bytes = write(table);
            assertThat(FieldReader.table(ByteBuffer.wrap(bytes))).isEqualTo(table);
            assertThat(FieldScan.skipContent(bytes, 'F', 0, bytes.length)).isEqualTo(bytes.length);
        }
    }

    @Test
    void damagedTablesAreMalformedOrTablesForReaderAndScanAlike() {
        Random random = new Random(2);
        RandomTables tables = new RandomTables(random);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = write(tables.table(2));
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int end = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            assertThat(scans(bytes, end)).as(HexLines.hex(bytes)).isEqualTo(reads(bytes, end));
        }
    }

    private static boolean reads(byte[] bytes, int end) {
        try {
            FieldReader.table(ByteBuffer.wrap(bytes, 0, end));
            return true;
        } catch (MalformedBytes e) {
            return false;
        }
    }

    private static boolean scans(byte[] bytes, int end) {
        try {
            FieldScan.skipContent(bytes, 'F', 0, end);
            return true;
        } catch (MalformedBytes e) {
            return false;
        }
    }

    @Test
    void depthIsLimited() {
        assertThat(reads(nested(FieldReader.MAX_DEPTH), nested(FieldReader.MAX_DEPTH).length)).isTrue();
        byte[] tooDeep = nested(FieldReader.MAX_DEPTH + 1);
        assertThatThrownBy(() -> FieldReader.table(ByteBuffer.wrap(tooDeep)))
                .isInstanceOf(MalformedBytes.class).hasMessageContaining("deeper");
        assertThat(scans(tooDeep, tooDeep.length)).isFalse();
        byte[] absurd = nested(100_000);
        assertThat(reads(absurd, absurd.length)).isFalse();
        assertThat(scans(absurd, absurd.length)).isFalse();
    }

    /** Arrays in one another, {@code depth} levels with the table around them. */
    private static byte[] nested(int depth) {
        ByteBuffer out = ByteBuffer.allocate(16 + 5 * depth);
        int arrays = depth - 1;
        out.putInt(2 + 5 * arrays).put((byte) 1).put((byte) 'n');
        for (int left = arrays; left > 0; left--) {
            out.put((byte) 'A').putInt(5 * (left - 1));
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void announcedLengthsAreNotBelieved() {
        for (String hex : new String[] {"7fffffff", "ffffffff", "80000000", "0000000701615300000002",
            "0000000701615 37fffffff", "000000070161467fffffff", "00000007016141ffffffff", "00000002ff61"}) {
            byte[] bytes = HexLines.bytes(hex);
            assertThat(reads(bytes, bytes.length)).as(hex).isFalse();
            assertThat(scans(bytes, bytes.length)).as(hex).isFalse();
        }
    }

    @Test
    void lookUpsFindTheFirstAndKnowTheirTypes() {
        FieldTable table = FieldTable.builder().add("n", 1L).add("n", "two").add("b", true)
                .add("u", new FieldValue.UInt32(0xFFFF_FFFFL)).build();
        assertThat(table.integer("n")).hasValue(1);
        assertThat(table.text("n")).isEmpty();
        assertThat(table.bool("b")).contains(true);
        assertThat(table.integer("u")).hasValue(4294967295L);
        assertThat(table.find("missing")).isEmpty();
    }

    @Test
    void setReplacesInPlaceAndDropsDoubles() {
        FieldTable table = FieldTable.builder().add("a", 1).add("b", 2).add("a", 3).build();
        FieldTable edited = table.toBuilder().set("a", FieldValue.of("x")).remove("b").build();
        assertThat(edited).isEqualTo(FieldTable.of("a", FieldValue.of("x")));
        assertThat(table.size()).isEqualTo(3);
    }
}
