package io.volok.codec.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrimitivesTest {

    private static final long[] EDGES = {0, 1, -1, 63, 64, -64, -65, 8191, 8192, Integer.MAX_VALUE, Integer.MIN_VALUE,
        1L << 34, -(1L << 41), Long.MAX_VALUE, Long.MIN_VALUE};

    @Test
    void varintsAreWrittenAsTheirGuideSays() {
        for (String[] line : HexLines.read("/record/varints.txt")) {
            long value = Long.parseLong(line[0]);
            ByteWriter out = new ByteWriter(0);
            out.varlong(value);
            assertThat(HexLines.hex(out.toByteArray())).isEqualTo(line[1]);
            assertThat(Varint.size(value)).isEqualTo(out.size());
            if (value == (int) value) {
                out.reset();
                out.varint((int) value);
                assertThat(HexLines.hex(out.toByteArray())).isEqualTo(line[1]);
                assertThat(Varint.size((int) value)).isEqualTo(out.size());
            }
        }
    }

    @Test
    void decimalsAreWrittenAsJavaWritesThem() {
        for (long edge : EDGES) {
            ByteWriter out = new ByteWriter(0);
            out.decimal(edge);
            assertThat(new String(out.toByteArray(), StandardCharsets.US_ASCII)).isEqualTo(Long.toString(edge));
            assertThat(ByteWriter.decimalLength(edge)).isEqualTo(out.size());
        }
        for (long power = 1; power < 1_000_000_000_000_000_000L; power *= 10) {
            assertThat(ByteWriter.decimalLength(power)).isEqualTo(Long.toString(power).length());
            assertThat(ByteWriter.decimalLength(power - 1)).isEqualTo(Long.toString(power - 1).length());
        }
    }

    @Test
    void utf8IsJudgedAsTheJdkDecoderJudges() {
        Random random = new Random(11);
        int[] interesting = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
            0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) (random.nextInt(3) == 0 ? 'a' : interesting[random.nextInt(interesting.length)]);
            }
            assertThat(Utf8.isValid(bytes, 0, bytes.length)).as(HexLines.hex(bytes)).isEqualTo(jdkDecodes(bytes));
        }
    }

    private static boolean jdkDecodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void shortStringsAreCutBetweenCharacters() {
        String fits = "ä".repeat(127);
        assertThat(ShortString.fit(fits)).isEqualTo(fits);
        assertThat(ShortString.fit("ä".repeat(128))).isEqualTo(fits);
        assertThatThrownBy(() -> ShortString.of("ä".repeat(128))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cachedShortStringsAreTheSameObjectUntilTheyAreReplaced() {
        ShortStringCache cache = new ShortStringCache();
        byte[] heap = {3, 'a', 'b', 'c'};
        ByteBuffer direct = ByteBuffer.allocateDirect(4).put(heap).flip();
        ShortString first = cache.read(ByteBuffer.wrap(heap));
        assertThat(cache.read(direct)).isSameAs(first);
        assertThat(first.text()).isEqualTo("abc");
        assertThat(direct.hasRemaining()).isFalse();
        assertThatThrownBy(() -> cache.read(ByteBuffer.wrap(heap, 0, 3))).isInstanceOf(MalformedBytes.class);
    }

    @Test
    void writerGrowsAndCanBeCutAndTrimmed() {
        ByteWriter out = new ByteWriter(1);
        out.bytes(new byte[1000]);
        out.truncate(3);
        assertThat(out.toByteArray()).hasSize(3);
        out.reset(10);
        assertThat(out.array()).hasSize(10);
        assertThatThrownBy(() -> out.truncate(1)).isInstanceOf(IllegalArgumentException.class);
    }
}
