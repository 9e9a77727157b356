package io.volok.codec.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.HexLines;
import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MethodTest {

    private static final List<String[]> VECTORS = HexLines.read("/amqp/methods.txt");

    private static final class LastMethod implements FrameSink {

        private Method method;
        private int channel;

        @Override
        public void onProtocolHeader(boolean supported) {
            throw new AssertionError("no protocol header was sent");
        }

        @Override
        public void onMethod(int onChannel, int classId, int methodId, ByteBuffer arguments) {
            channel = onChannel;
            method = MethodReader.read(classId, methodId, arguments);
        }

        @Override
        public void onHeader(int onChannel, int classId, long bodySize, ByteBuffer properties) {
            throw new AssertionError("no content was sent");
        }

        @Override
        public void onBody(int onChannel, ByteBuffer piece) {
            throw new AssertionError("no content was sent");
        }

        @Override
        public void onHeartbeat() {
            throw new AssertionError("no heartbeat was sent");
        }

        @Override
        public void onFrameError(String reason) {
            throw new AssertionError(reason);
        }
    }

    private static Method decode(byte[] frame) {
        LastMethod sink = new LastMethod();
        FrameDecoder.ofServerFrames(sink, 0).decode(ByteBuffer.wrap(frame));
        return sink.method;
    }

    @Test
    void goldenFramesAreReadAndWrittenByteForByte() {
        for (String[] line : VECTORS) {
            LastMethod sink = new LastMethod();
            FrameDecoder.ofServerFrames(sink, 0).decode(ByteBuffer.wrap(HexLines.bytes(line[2])));
            assertThat(sink.method.toString()).isEqualTo(line[0]);
            assertThat(sink.channel).isEqualTo(Integer.parseInt(line[1]));
            ByteWriter out = new ByteWriter(8);
            FrameWriter.method(out, sink.channel, sink.method);
            assertThat(HexLines.hex(out.toByteArray())).as(line[0]).isEqualTo(line[2]);
        }
    }

    @Test
    void everyMethodHasAGoldenFrame() {
        Set<Class<?>> all = new HashSet<>();
        for (Class<?> group : Method.class.getPermittedSubclasses()) {
            all.addAll(List.of(group.getPermittedSubclasses()));
        }
        Set<Class<?>> seen = VECTORS.stream().map(line -> decode(HexLines.bytes(line[2])).getClass())
                .collect(Collectors.toSet());
        assertThat(seen).isEqualTo(all).hasSize(66);
    }

    @Test
    void cutOrDamagedArgumentsAreMalformedOrAnotherMethodsArguments() {
        Random random = new Random(6);
        for (String[] line : VECTORS) {
            byte[] frame = HexLines.bytes(line[2]);
            int classId = ByteBuffer.wrap(frame).getShort(7);
            int methodId = ByteBuffer.wrap(frame).getShort(9);
            byte[] arguments = Arrays.copyOfRange(frame, 11, frame.length - 1);
            for (int end = 0; end < arguments.length; end++) {
                byte[] cut = Arrays.copyOf(arguments, end);
                assertThatThrownBy(() -> MethodReader.read(classId, methodId, ByteBuffer.wrap(cut)))
                        .isInstanceOf(MalformedBytes.class);
            }
            byte[] longer = Arrays.copyOf(arguments, arguments.length + 1);
            assertThatThrownBy(() -> MethodReader.read(classId, methodId, ByteBuffer.wrap(longer)))
                    .isInstanceOf(MalformedBytes.class);
            for (int i = 0; i < 500 && arguments.length > 0; i++) {
                byte[] bad = arguments.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                readOrMalformed(classId, methodId, bad);
            }
        }
    }

    private static void readOrMalformed(int classId, int methodId, byte[] arguments) {
        try {
            assertThat(MethodReader.read(classId, methodId, ByteBuffer.wrap(arguments))).isNotNull();
        } catch (MalformedBytes e) {
            assertThat(e.reason()).isNotBlank();
        }
    }

    @Test
    void unknownMethodsAreMalformed() {
        for (int classId : new int[] {0, 10, 20, 30, 40, 50, 60, 85, 90, 110, 65535}) {
            assertThatThrownBy(() -> MethodReader.read(classId, 999, ByteBuffer.allocate(0)))
                    .isInstanceOf(MalformedBytes.class).hasMessageContaining("unknown");
        }
    }

    @Test
    void publishArgumentsSayWhatTheRecordSays() {
        PublishArguments publish = new PublishArguments();
        for (int bits = 0; bits < 4; bits++) {
            BasicMethod.Publish method = new BasicMethod.Publish("ex", "schlüssel", (bits & 1) != 0, (bits & 2) != 0);
            ByteWriter out = new ByteWriter(8);
            method.writeArguments(out);
            publish.read(out.toBuffer());
            assertThat(new BasicMethod.Publish(publish.exchange().text(), publish.routingKey().text(),
                    publish.isMandatory(), publish.isImmediate())).isEqualTo(method);
        }
    }

    @Test
    void longReplyTextsAreCut() {
        ByteWriter out = new ByteWriter(8);
        FrameWriter.method(out, 1, new ChannelMethod.Close(404, "ü".repeat(500), 0, 0));
        assertThat(((ChannelMethod.Close) decode(out.toByteArray())).replyText()).isEqualTo("ü".repeat(127));
    }

    @Test
    void confirmsAreTheMethodsTheyStandFor() {
        ByteWriter quick = new ByteWriter(8);
        FrameWriter.confirm(quick, 3, true, 9, true);
        FrameWriter.confirm(quick, 3, false, 10, false);
        ByteWriter plain = new ByteWriter(8);
        FrameWriter.method(plain, 3, new BasicMethod.Ack(9, true));
        FrameWriter.method(plain, 3, new BasicMethod.Nack(10, false, true));
        assertThat(quick.toByteArray()).isEqualTo(plain.toByteArray());
    }

    @Test
    void onlyMethodsWithContentSaySo() {
        assertThat(VECTORS.stream().map(line -> decode(HexLines.bytes(line[2]))).filter(Method::hasContent)
                .map(method -> method.getClass().getSimpleName()))
                .containsExactlyInAnyOrder("Publish", "Return", "Deliver", "GetOk");
    }
}
