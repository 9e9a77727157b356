package io.volok.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes in on whichever port: that connection ends, memory stays bounded, everybody else goes on. */
@Timeout(180)
class BadInputTest {

    private static final int MIB = 1024 * 1024;
    private static final byte[] HTTP = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AMQP_HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    @TempDir
    private static Path data;
    private static BrokerProcess broker;

    @BeforeAll
    static void start() throws IOException {
        broker = BrokerProcess.start(data);
    }

    @AfterAll
    static void stop() throws IOException {
        assertThat(broker.isAlive()).isTrue();
        broker.close();
    }

    @Test
    void anHttpRequestOnTheAmqpPortIsAnsweredWithTheProtocolHeader() throws IOException {
        assertThat(answer(broker.amqpPort(), HTTP)).isEqualTo(AMQP_HEADER);
        stillServes();
    }

    @Test
    void anotherAmqpVersionIsAnsweredWithTheProtocolHeader() throws IOException {
        assertThat(answer(broker.amqpPort(), new byte[] {'A', 'M', 'Q', 'P', 0, 1, 0, 0})).isEqualTo(AMQP_HEADER);
    }

    @Test
    void anHttpRequestOnTheKafkaPortEndsTheConnection() throws IOException {
        assertThat(answer(broker.kafkaPort(), HTTP)).isEmpty();
        stillServes();
    }

    @Test
    void garbageEndsTheConnectionOnEveryPort() throws IOException {
        Random random = new Random(7);
        for (IntSupplier port : ports()) {
            for (int round = 0; round < 20; round++) {
                byte[] garbage = new byte[1 + random.nextInt(4096)];
                random.nextBytes(garbage);
                garbage[0] |= (byte) 0x80; // for Kafka: a negative length, which can only be refused
                sendAndHangUp(port.getAsInt(), garbage);
            }
        }
        stillServes();
    }

    @Test
    void twoGigabytesAreAnnouncedAndNotReserved() throws IOException {
        byte[] kafka = ByteBuffer.allocate(14).putInt(Integer.MAX_VALUE).putShort((short) 0).putShort((short) 9)
                .putInt(1).putShort((short) -1).array();
        for (int i = 0; i < 50; i++) {
            sendAndHangUp(broker.kafkaPort(), kafka);
        }
        byte[] amqpFrame = ByteBuffer.allocate(15).put(AMQP_HEADER).put((byte) 1).putShort((short) 0)
                .putInt(Integer.MAX_VALUE).array();
        for (int i = 0; i < 50; i++) {
            sendAndHangUp(broker.amqpPort(), amqpFrame);
        }
        assertThat(broker.residentBytes()).isLessThan(600L * MIB);
        stillServes();
    }

    @Test
    void framesThatArePromisedButNeverComeCostOnlyWhatHasArrived() throws IOException {
        byte[] kafka = ByteBuffer.allocate(14).putInt(90 * MIB).putShort((short) 0).putShort((short) 9)
                .putInt(1).putShort((short) -1).array();
        Socket[] sockets = new Socket[60];
        try {
            for (int i = 0; i < sockets.length; i++) {
                sockets[i] = connect(broker.kafkaPort());
                sockets[i].getOutputStream().write(kafka);
            }
            stillServes();
            assertThat(broker.residentBytes()).isLessThan(600L * MIB);
        } finally {
            for (Socket socket : sockets) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void truncatedFramesAreForgotten() throws IOException {
        byte[] amqp = ByteBuffer.allocate(20).put(AMQP_HEADER).put((byte) 1).putShort((short) 0).putInt(100)
                .put(new byte[5]).array();
        byte[] kafka = ByteBuffer.allocate(10).putInt(100).put(new byte[6]).array();
        byte[] http = "POST /api/queues HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 20; i++) {
            connectSendClose(broker.amqpPort(), amqp);
            connectSendClose(broker.kafkaPort(), kafka);
            connectSendClose(broker.httpPort(), http);
        }
        stillServes();
    }

    @Test
    void unknownPathsAndMissingPasswordsAreSaidInJson() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> unauthorized = client.send(get("/api/overview"), HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> wrong = client.send(
                    HttpRequest.newBuilder(get("/api/overview"), (name, value) -> true)
                            .header("Authorization", "Basic Z3Vlc3Q6d3Jvbmc=").build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> unknown = client.send(get("/nothing/here"), HttpResponse.BodyHandlers.ofString());

            assertThat(unauthorized.statusCode()).isEqualTo(401);
            assertThat(unauthorized.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body()).contains("not_authorized");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).contains("Not Found");
        }
    }

    private static HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + broker.httpPort() + path)).build();
    }

    private static List<IntSupplier> ports() {
        return List.of(broker::amqpPort, broker::kafkaPort, broker::httpPort);
    }

    /** The rest of the world: health is answered and an AMQP client is greeted. */
    private static void stillServes() throws IOException {
        try (Socket socket = connect(broker.amqpPort())) {
            socket.getOutputStream().write(AMQP_HEADER);
            assertThat(socket.getInputStream().read()).as("frame type of connection.start").isEqualTo(1);
        }
        String answer = new String(answer(broker.httpPort(),
                "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(answer).contains("200 OK");
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] answer(int port, byte[] sent) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(sent);
            return socket.getInputStream().readAllBytes();
        }
    }

    private static void connectSendClose(int port, byte[] sent) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(sent);
        }
    }

    /** Sends and waits for the broker to end the connection; a reset is as good as an end. */
    private static void sendAndHangUp(int port, byte[] sent) throws IOException {
        try (Socket socket = connect(port)) {
            OutputStream out = socket.getOutputStream();
            out.write(sent);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
        }
    }
}
