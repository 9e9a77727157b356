package io.volok.codec.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.HexLines;
import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

    private static final int FRAME_MAX = 4096;

    /** A conversation with every kind of frame. */
    private static byte[] conversation() {
        ByteWriter out = new ByteWriter(256);
        FrameWriter.protocolHeader(out);
        FrameWriter.method(out, 0, new ConnectionMethod.Open("/"));
        FrameWriter.heartbeat(out);
        FrameWriter.method(out, 1, new BasicMethod.Publish("e", "k", true, false));
        ContentWriter content = new ContentWriter(out);
        content.frameMax(20);
        content.content(1, ByteBuffer.wrap(HexLines.bytes("100002")), new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25});
        int empty = FrameWriter.begin(out, FrameType.BODY, 2);
        FrameWriter.end(out, empty);
        int single = FrameWriter.begin(out, FrameType.BODY, 3);
        out.u8(0xCE);
        FrameWriter.end(out, single);
        FrameWriter.method(out, 1, new ChannelMethod.Close(200, "bye", 0, 0));
        return out.toByteArray();
    }

    private static final List<String> EXPECTED = List.of("protocol true", "method 0 Open[virtualHost=/]", "heartbeat",
            "method 1 Publish[exchange=e, routingKey=k, mandatory=true, immediate=false]", "header 1 60 25 100002",
            "body 1 0102030405060708090a0b0c0d0e0f10111213141516171819", "body 2 ", "body 3 ce",
            "method 1 Close[replyCode=200, replyText=bye, causeClassId=0, causeMethodId=0]");

    private static List<String> decode(byte[]... parts) {
        RecordingSink sink = new RecordingSink();
        FrameDecoder decoder = new FrameDecoder(sink, FRAME_MAX);
        for (byte[] part : parts) {
            // A direct buffer, overwritten afterwards, as a network buffer is.
            ByteBuffer in = ByteBuffer.allocateDirect(part.length).put(part).flip();
            decoder.decode(in);
            assertThat(in.hasRemaining()).isFalse();
            in.clear().put(new byte[part.length]);
        }
        return sink.events();
    }

    @Test
    void aConversationInOnePiece() {
        assertThat(decode(conversation())).isEqualTo(EXPECTED);
    }

    @Test
    void everySplitInTwoAndThree() {
        byte[] all = conversation();
        for (int first = 0; first <= all.length; first++) {
            for (int second = first; second <= all.length; second++) {
                assertThat(decode(Arrays.copyOfRange(all, 0, first), Arrays.copyOfRange(all, first, second),
                        Arrays.copyOfRange(all, second, all.length))).as(first + "/" + second).isEqualTo(EXPECTED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 8, 9, 13})
    void piecesOfOneSize(int size) {
        byte[] all = conversation();
        byte[][] parts = new byte[(all.length + size - 1) / size][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Arrays.copyOfRange(all, i * size, Math.min(all.length, (i + 1) * size));
        }
        assertThat(decode(parts)).isEqualTo(EXPECTED);
    }

    @Test
    void aCutConversationIsAPrefix() {
        byte[] all = conversation();
        for (int end = 0; end < all.length; end++) {
            List<String> events = decode(Arrays.copyOf(all, end));
            assertThat(events).noneMatch(event -> event.startsWith("error"));
            int whole = events.isEmpty() ? 0 : events.size() - 1;
            assertThat(EXPECTED.subList(0, whole)).isEqualTo(events.subList(0, whole));
        }
    }

    @Test
    void flippedBitsEndInAnErrorOrOtherFrames() {
        Random random = new Random(5);
        byte[] all = conversation();
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = all.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int split = random.nextInt(bytes.length);
            try {
                decode(Arrays.copyOf(bytes, split), Arrays.copyOfRange(bytes, split, bytes.length));
            } catch (MalformedBytes e) {
                assertThat(e.reason()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"414d515000000902", "414d515000010000", "474554202f20485454502f312e31", "160301", "00",
        "414d515003010000"})
    void otherProtocolsAreToldApart(String hex) {
        byte[] bytes = HexLines.bytes(hex + "0100010000000000ce");
        assertThat(decode(bytes)).containsExactly("protocol false");
    }

    @Test
    void aFrameLargerThanFrameMaxIsRefusedByItsHead() {
        for (String type : List.of("01", "02", "03", "08")) {
            for (String size : List.of("00000ff9", "7fffffff", "80000000", "ffffffff")) {
                byte[] head = HexLines.bytes("414d515000000901" + type + "0001" + size);
                assertThat(decode(head)).as(type + size).hasSize(2).element(1).asString().startsWith("error");
            }
            byte[] largest = HexLines.bytes("414d515000000901" + type + "000100000ff8");
            assertThat(decode(largest)).hasSize(1);
        }
    }

    @Test
    void nothingIsReadBehindAnError() {
        for (String frame : List.of("0100000000000400280028cf", "04000000000000ce", "0000", "0100000000000300280 0ce",
                "02000000000002003cce")) {
            String hex = frame.replace(" ", "");
            byte[] bytes = HexLines.bytes("414d515000000901" + hex + (hex.length() < 14 ? "0000000000" : "")
                    + "08000000000000ce");
            assertThat(decode(bytes)).as(frame).hasSize(2).element(1).asString().startsWith("error");
        }
    }

    @Test
    void aBodyFrameWithABadEndIsNotSeenWhole() {
        byte[] frame = HexLines.bytes("414d515000000901 03000100000003 010203 cf".replace(" ", ""));
        for (int split = 8; split < frame.length; split++) {
            List<String> events = decode(Arrays.copyOf(frame, split), Arrays.copyOfRange(frame, split, frame.length));
            assertThat(events).doesNotContain("body 1 010203").last().asString().startsWith("error");
        }
    }

    @Test
    void bodiesAreHandedOnInPlaceAndPieceByPiece() {
        RecordingSink sink = new RecordingSink();
        FrameDecoder decoder = FrameDecoder.ofServerFrames(sink, 0);
        ByteWriter out = new ByteWriter(64);
        new ContentWriter(out).content(1, ByteBuffer.wrap(new byte[2]), new byte[1000]);
        byte[] all = out.toByteArray();
        for (int at = 0; at < all.length; at += 100) {
            decoder.decode(ByteBuffer.wrap(all, at, Math.min(100, all.length - at)));
        }
        assertThat(sink.pieces()).isGreaterThanOrEqualTo(10);
        assertThat(sink.events()).containsExactly("header 1 60 1000 0000", "body 1 " + "00".repeat(1000));
    }

    @Test
    void aStoppedDecoderIsSilent() {
        RecordingSink sink = new RecordingSink();
        FrameDecoder decoder = new FrameDecoder(sink, FRAME_MAX);
        decoder.stop();
        decoder.decode(ByteBuffer.wrap(conversation()));
        assertThat(sink.events()).isEmpty();
    }
}
