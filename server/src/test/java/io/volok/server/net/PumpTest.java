package io.volok.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.volok.broker.shard.Shard;
import io.volok.server.logging.LogLevel;
import io.volok.server.logging.Loggers;
import io.volok.server.runtime.EventLoopShard;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PumpTest {

    private static final int MIB = 1024 * 1024;

    private final List<EventLoopShard> shards = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> closed = new ArrayBlockingQueue<>(10);
    private EventLoops loops;
    private Listener listener;

    /** What fails here fails on purpose. */
    @BeforeAll
    static void quiet() {
        Loggers.ofThisProcess().set(SessionPump.class.getName(), LogLevel.FATAL);
    }

    @AfterAll
    static void loud() {
        Loggers.ofThisProcess().unset(SessionPump.class.getName());
    }

    @AfterEach
    void stop() {
        listener.close();
        loops.close();
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everythingSentComesBackInOrder(boolean epoll) throws IOException {
        start(epoll, 1, EchoSession::new);

        byte[] sent = random(5 * MIB);
        byte[] received = exchange(sent);

        assertThat(Arrays.equals(received, sent)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionThatMovesIsFedAtItsNewHome(boolean epoll) throws IOException {
        start(epoll, 2, (transport, home) ->
                new MovingSession(transport, shards.get(1 - home.index())));

        byte[] sent = random(5 * MIB);
        byte[] received = exchange(sent);

        assertThat(Arrays.equals(received, sent)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lastWordsArriveAlthoughInputIsUnread(boolean epoll) throws IOException, InterruptedException {
        start(epoll, 1, LastWords::new);
        try (Socket socket = connect()) {
            socket.getOutputStream().write(random(64 * 1024));

            byte[] answer = socket.getInputStream().readAllBytes();

            assertThat(new String(answer)).isEqualTo("go away");
        }
        assertThat(closed.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailingSessionLosesItsConnectionOnly(boolean epoll) throws IOException, InterruptedException {
        start(epoll, 1, Failing::new);
        try (Socket bad = connect(); Socket good = connect()) {
            bad.getOutputStream().write('!');
            assertThat(bad.getInputStream().read()).isEqualTo(-1);
            assertThat(closed.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");

            good.getOutputStream().write('x');
            assertThat(good.getInputStream().read()).isEqualTo('x');
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPeerThatDoesNotReadIsNoticedAndWaitedFor(boolean epoll) throws IOException {
        start(epoll, 1, Flooding::new);
        try (Socket socket = connect()) {
            socket.getOutputStream().write('x');

            byte[] all = socket.getInputStream().readNBytes(Flooding.TOTAL_BYTES);

            assertThat(all).hasSize(Flooding.TOTAL_BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneConnectionTooManyIsClosedAndASilentOneToo(boolean epoll) throws IOException {
        start(epoll, 1, new ConnectionLimits(new ConnectionSlots(() -> 10).door(() -> 10), address -> 2, () -> 300,
                ConnectionLimits.Pace.ANY, () -> 0), EchoSession::new);
        try (Socket first = connect(); Socket second = connect(); Socket third = connect()) {
            assertThat(third.getInputStream().read()).isEqualTo(-1);
            second.getOutputStream().write('x');
            assertThat(second.getInputStream().read()).isEqualTo('x');
            assertThat(first.getInputStream().read()).as("closed after 300 ms of silence").isEqualTo(-1);
            assertThat(second.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionWaitsForAPlaceAndIsServedWhenItHasOne(boolean epoll) throws IOException {
        start(epoll, 1, new ConnectionLimits(new ConnectionSlots(() -> 10).door(() -> 2), address -> 10, () -> 0,
                ConnectionLimits.Pace.ANY, () -> 0), EchoSession::new);
        try (Socket first = connect(); Socket second = connect(); Socket third = connect(); Socket fourth = connect()) {
            assertEcho(first);
            assertEcho(second);
            third.getOutputStream().write('x');
            fourth.getOutputStream().write('x');
            third.setSoTimeout(300);
            assertThatThrownBy(() -> third.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            third.setSoTimeout(0);
            first.shutdownOutput();
            assertThat(third.getInputStream().read()).isEqualTo('x');
            second.shutdownOutput();
            assertThat(fourth.getInputStream().read()).isEqualTo('x');
            assertEcho(third);
        }
    }

    private static void assertEcho(Socket socket) throws IOException {
        socket.getOutputStream().write('e');
        assertThat(socket.getInputStream().read()).isEqualTo('e');
    }

    private void start(boolean epoll, int count, SessionFactory factory) throws IOException {
        start(epoll, count, ConnectionLimits.NONE, factory);
    }

    private void start(boolean epoll, int count, ConnectionLimits limits, SessionFactory factory)
            throws IOException {
        loops = EventLoops.start("test", count, epoll);
        Map<EventLoop, Shard> homes = new HashMap<>();
        for (EventLoop loop : loops.all()) {
            EventLoopShard shard = new EventLoopShard(shards.size(), loop, failures::add);
            shards.add(shard);
            homes.put(loop, shard);
        }
        listener = Listener.sessions(loops, "127.0.0.1", 0, null, limits, homes::get, factory);
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), listener.port());
    }

    private byte[] exchange(byte[] sent) throws IOException {
        try (Socket socket = connect()) {
            Thread writer = Thread.ofVirtual().start(() -> write(socket, sent));
            InputStream in = socket.getInputStream();
            byte[] received = in.readNBytes(sent.length);
            writer.interrupt();
            return received;
        }
    }

    private void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException failure) {
            failures.add(failure);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    /** Sends back what it gets. */
    private class EchoSession implements SessionInput {

        final Transport transport;
        private final Shard home;

        EchoSession(Transport transport, Shard home) {
            this.transport = transport;
            this.home = home;
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            assertThat(home.isCurrent()).isTrue();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            if (copy.length % 2 == 0) {
                transport.send(copy, 0, copy.length);
            } else {
                transport.send(ByteBuffer.wrap(copy));
            }
        }

        @Override
        public void onReadComplete() {
            home.afterBatch(Shard.Phase.SEND, transport::flush);
        }

        @Override
        public void onClosed(Throwable cause) {
            closed.add("closed");
        }
    }

    /** Takes seven bytes at its first home and the rest at another. */
    private class MovingSession extends EchoSession {

        private final Shard target;
        private boolean moved;

        MovingSession(Transport transport, Shard target) {
            super(transport, target);
            this.target = target;
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            if (moved) {
                super.onBytes(bytes);
                return;
            }
            byte[] first = new byte[Math.min(7, bytes.remaining())];
            bytes.get(first);
            transport.send(first, 0, first.length);
            transport.moveTo(target);
            moved = true;
        }
    }

    private class LastWords extends EchoSession {

        LastWords(Transport transport, Shard home) {
            super(transport, home);
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            transport.send("go away".getBytes(), 0, 7);
            transport.close();
        }
    }

    private class Failing extends EchoSession {

        Failing(Transport transport, Shard home) {
            super(transport, home);
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            if (bytes.get(bytes.position()) == '!') {
                throw new IllegalStateException("a bug, on purpose");
            }
            super.onBytes(bytes);
        }
    }

    private class Flooding extends EchoSession {

        static final int TOTAL_BYTES = 32 * MIB;
        private int sentBytes;

        Flooding(Transport transport, Shard home) {
            super(transport, home);
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            more();
        }

        private void more() {
            while (sentBytes < TOTAL_BYTES && transport.isWritable()) {
                transport.send(new byte[64 * 1024], 0, 64 * 1024);
                sentBytes += 64 * 1024;
                transport.flush();
            }
            if (sentBytes < TOTAL_BYTES) {
                transport.onWritable(this::more);
            }
        }
    }
}
