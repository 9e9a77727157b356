package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.server.kafka.wire.ApiTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Garbage closes its own connection and nothing else. */
@Timeout(120)
class BadInputTest {

    private static final int MUTATIONS_PER_VERSION = 15;

    @TempDir
    private Path data;
    private KafkaFixture kafka;

    @BeforeEach
    void start() throws Exception {
        kafka = new KafkaFixture(data, 1, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        assertServes();
        kafka.close();
        assertThat(kafka.failure()).isNull();
    }

    @Test
    void whatIsNoFrameClosesTheConnection() throws Exception {
        for (byte[] garbage : List.of(
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).putInt(1).array(),
                ByteBuffer.allocate(8).putInt(-1).putInt(1).array(),
                ByteBuffer.allocate(4).putInt(0).array(),
                ByteBuffer.allocate(12).putInt(8).putShort((short) 999).putShort((short) 0).putInt(1).array(),
                ByteBuffer.allocate(12).putInt(8).putShort((short) 0).putShort((short) 99).putInt(1).array())) {
            try (RawClient client = new RawClient(kafka.port())) {
                client.sendBytes(garbage);
                assertThat(client.readFrame()).isNull();
            }
        }
    }

    @Test
    void aNewerApiVersionsIsAnsweredInTheOldestForm() throws Exception {
        try (RawClient client = new RawClient(kafka.port())) {
            client.sendFrame(ByteBuffer.allocate(20).putShort((short) 18).putShort((short) 77).putInt(5)
                    .put(new byte[12]).array());
            ByteBuffer answer = ByteBuffer.wrap(client.readFrame());
            assertThat(answer.getInt()).isEqualTo(5);
            assertThat(answer.getShort()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
            assertThat(answer.getInt()).isEqualTo(1);
            assertThat(answer.getShort()).isEqualTo(ApiKeys.API_VERSIONS.id);
            var again = (ApiVersionsResponseData) client.ask(ApiKeys.API_VERSIONS, (short) 0,
                    new ApiVersionsRequestData());
            assertThat(again.apiKeys()).hasSizeGreaterThan(10);
        }
    }

    @Test
    void anAnnouncedFrameCostsNothingUntilItArrives() throws Exception {
        RawClient[] clients = new RawClient[200];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = new RawClient(kafka.port());
            clients[i].sendBytes(ByteBuffer.allocate(8).putInt(90_000_000).putInt(1).array());
        }
        assertServes();
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void anArrayLongerThanItsFrameIsRefusedBeforeItIsMade() throws Exception {
        try (RawClient client = new RawClient(kafka.port())) {
            // Metadata v1 with an array of two thousand million topics
            client.sendFrame(ByteBuffer.allocate(14).putShort((short) 3).putShort((short) 1).putInt(1)
                    .putShort((short) -1).putInt(Integer.MAX_VALUE).array());
            assertThat(client.readFrame()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void mutatedRequestsOfEveryVersionDoNoHarm(long seed) throws Exception {
        Random random = new Random(seed);
        for (ApiTable.Entry entry : kafka.face().table().entries()) {
            for (short version = entry.oldest(); version <= entry.newest(); version++) {
                for (int i = 0; i < MUTATIONS_PER_VERSION; i++) {
                    byte[] frame = RawClient.encode(entry.api(), version, entry.api().messageType.newRequest(), i);
                    mutate(frame, random);
                    send(random.nextInt(4) == 0 ? longer(frame, random) : frame);
                }
            }
        }
        assertServes();
    }

    /** Leaves the API and version alone, so that the mutation reaches the API's own reader. */
    private static void mutate(byte[] frame, Random random) {
        for (int n = 1 + random.nextInt(4); n > 0 && frame.length > 8; n--) {
            int at = 8 + random.nextInt(frame.length - 8);
            frame[at] = (byte) switch (random.nextInt(4)) {
                case 0 -> random.nextInt();
                case 1 -> 0xff;
                case 2 -> 0x7f;
                default -> frame[at] ^ 1 << random.nextInt(8);
            };
        }
    }

    private static byte[] longer(byte[] frame, Random random) {
        byte[] tail = new byte[random.nextInt(64)];
        random.nextBytes(tail);
        return ByteBuffer.allocate(frame.length + tail.length).put(frame).put(tail).array();
    }

    private void send(byte[] frame) throws IOException {
        try (RawClient client = new RawClient(kafka.port())) {
            client.sendFrame(frame);
        }
    }

    private void assertServes() throws IOException {
        try (RawClient client = new RawClient(kafka.port())) {
            assertThat(client.ask(ApiKeys.API_VERSIONS, (short) 0, new ApiVersionsRequestData())).isNotNull();
        }
    }
}
