package io.volok.codec.amqp1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a stream publisher sends comes back byte for byte. */
class StreamMessageTest {

    private final StreamMessageEncoder encoder = new StreamMessageEncoder();
    private final StreamMessageDecoder decoder = new StreamMessageDecoder();

    @ParameterizedTest
    @ValueSource(strings = {
        "", "00", "005375a003616263", "005375b000000003616263", "005377a103616263", "005377c10100",
        "005375a00161005375a00162",
        "005370c0030141500953" + "75a00161",
        "005373c00f0298000102030405060708090a0b0c0d0e0f",
        "005374c10c02a10161710000002aa1016240005375a00161",
        "005372c10802a303782d6ea1016e005375a00161005378c10100"})
    void messagesComeBackAsTheyCame(String hex) {
        byte[] message = HexFormat.of().parseHex(hex);

        assertThat(roundTrip(message)).isEqualTo(message);
    }

    @Test
    void anyBytesComeBackAsTheyCame() {
        Random random = new Random(5552);
        byte[] seed = HexFormat.of().parseHex("005373d00000000c00000002a1026964404040005374c10702a1016152075375a0026869");
        for (int round = 0; round < 20_000; round++) {
            byte[] message = seed.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }

            assertThat(roundTrip(message)).isEqualTo(message);
        }
    }

    @Test
    void bytesThatAreNoMessageAreTheBody() {
        RecordBody body = encode("plain".getBytes(UTF_8));
        RecordView view = new RecordView().wrapBody(body.array(), body.offset(), body.length());

        assertThat(new String(view.array(), view.valueStart(), view.valueLength(), UTF_8)).isEqualTo("plain");
    }

    private RecordBody encode(byte[] message) {
        encoder.from(ShortString.of("orders"), "app".getBytes(UTF_8));
        return encoder.encode(7, null, ByteBuffer.wrap(message));
    }

    private byte[] roundTrip(byte[] message) {
        RecordBody body = encode(message);
        ByteWriter out = new ByteWriter(64);
        decoder.write(new RecordView().wrapBody(body.array(), body.offset(), body.length()), out);
        return out.toByteArray();
    }
}
