package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.access.HashAlgorithm;
import io.volok.broker.access.PasswordHash;
import io.volok.broker.access.Permissions;
import io.volok.broker.access.User;
import io.volok.broker.catalog.VhostEntry;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.codec.table.FieldWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sections 1.4 (class connection), 2.2.4 (how a connection opens and closes) and 4.2.2 (protocol header). */
class HandshakeTest {

    private final TestBroker broker = new TestBroker();

    @Test
    void offersWhatRabbitMqOffers() {
        ConnectionMethod.Start start = broker.accept().greet().hear(0, ConnectionMethod.Start.class);
        assertThat(start.versionMajor()).isZero();
        assertThat(start.versionMinor()).isEqualTo(9);
        assertThat(start.mechanisms().text()).isEqualTo("PLAIN AMQPLAIN");
        assertThat(start.locales().text()).isEqualTo("en_US");
        assertThat(start.serverProperties().text("product")).contains("Volok");
        assertThat(start.serverProperties().text("version")).contains("4.3.0");
        FieldTable capabilities = (FieldTable) start.serverProperties().find("capabilities").orElseThrow();
        assertThat(capabilities.bool("basic.nack")).contains(true);
        assertThat(capabilities.bool("direct_reply_to")).contains(true);
    }

    @Test
    void tunesAndOpens() {
        AmqpPeer peer = broker.accept().greet();
        peer.hear(0, ConnectionMethod.Start.class);
        ConnectionMethod.Tune tune = peer.say(0, AmqpPeer.startOk("guest", "guest"))
                .hear(0, ConnectionMethod.Tune.class);
        assertThat(tune).isEqualTo(new ConnectionMethod.Tune(2047, 131_072, 60));
        peer.and(0, new ConnectionMethod.TuneOk(100, 4096, 10)).say(0, new ConnectionMethod.Open("/"))
                .hear(0, ConnectionMethod.OpenOk.class);
        peer.openChannel(1);
    }

    @Test
    void takesTheOldMechanismToo() {
        AmqpPeer peer = broker.accept().greet();
        peer.hear(0, ConnectionMethod.Start.class);
        ByteWriter table = new ByteWriter(64);
        FieldWriter.table(table, FieldTable.of("LOGIN", FieldValue.of("guest"), "PASSWORD", FieldValue.of("guest")));
        byte[] response = Arrays.copyOfRange(table.toByteArray(), 4, table.size());
        peer.say(0, new ConnectionMethod.StartOk(FieldTable.EMPTY, "AMQPLAIN", new FieldValue.LongString(response),
                "en_US")).hear(0, ConnectionMethod.Tune.class);
    }

    @Test
    void survivesEverySplitOfThePipelinedHandshake() {
        AmqpPeer script = broker.accept();
        script.and(0, AmqpPeer.startOk("guest", "guest")).and(0, new ConnectionMethod.TuneOk(2047, 131_072, 60))
                .and(0, new ConnectionMethod.Open("/")).and(1, new ChannelMethod.Open());
        byte[] frames = script.unsaid();
        byte[] all = new byte[frames.length + 8];
        System.arraycopy(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1}, 0, all, 0, 8);
        System.arraycopy(frames, 0, all, 8, frames.length);
        for (int cut = 1; cut < all.length; cut++) {
            AmqpPeer peer = broker.accept();
            peer.bytes(Arrays.copyOf(all, cut));
            peer.bytes(Arrays.copyOfRange(all, cut, all.length));
            peer.hear(0, ConnectionMethod.Start.class);
            peer.hear(0, ConnectionMethod.Tune.class);
            peer.hear(0, ConnectionMethod.OpenOk.class);
            peer.hear(1, ChannelMethod.OpenOk.class);
        }
    }

    @Test
    void movesToTheShardOfItsVirtualHostWhereverTheInputIsCut() {
        TestBroker apart = new TestBroker(AmqpSettings.defaults(), true);
        AmqpPeer script = apart.accept();
        script.and(0, AmqpPeer.startOk("guest", "guest")).and(0, new ConnectionMethod.TuneOk(2047, 131_072, 60))
                .and(0, new ConnectionMethod.Open("/")).and(1, new ChannelMethod.Open());
        byte[] frames = script.unsaid();
        for (int cut = 1; cut <= frames.length; cut++) {
            AmqpPeer peer = apart.accept().greet();
            peer.bytes(Arrays.copyOf(frames, cut));
            peer.bytes(Arrays.copyOfRange(frames, cut, frames.length));
            assertThat(peer.transport.movedTo).isSameAs(apart.shard);
            peer.hear(0, ConnectionMethod.Start.class);
            peer.hear(0, ConnectionMethod.Tune.class);
            peer.hear(0, ConnectionMethod.OpenOk.class);
            peer.hear(1, ChannelMethod.OpenOk.class);
            peer.declareQueue(1, "q").publish(1, "", "q", "m");
        }
        assertThat(apart.vhost.queue("q").readyCount()).isEqualTo(frames.length);
    }

    @Test
    void tellsAWrongPasswordOnlyToWhoUnderstands() {
        AmqpPeer peer = broker.accept().greet();
        peer.hear(0, ConnectionMethod.Start.class);
        peer.say(0, AmqpPeer.startOk("guest", "wrong")).hearConnectionError(403, "ACCESS_REFUSED - Login was refused "
                + "using authentication mechanism PLAIN. For details see the broker logfile.");
        peer.say(0, new ConnectionMethod.CloseOk());
        assertThat(peer.transport.closed).isTrue();

        AmqpPeer old = broker.accept().greet();
        old.hear(0, ConnectionMethod.Start.class);
        old.say(0, AmqpPeer.startOk("guest", "wrong", FieldTable.EMPTY)).hearNothing();
        assertThat(old.transport.closed).isFalse();
        broker.pass(1_000);
        assertThat(old.transport.closed).isTrue();
    }

    @Test
    void strangersAreLetInOnlyWhereThatIsConfigured() {
        ConnectionMethod.StartOk stranger = new ConnectionMethod.StartOk(FieldTable.EMPTY, "ANONYMOUS",
                FieldValue.of("who"), "en_US");
        AmqpPeer refused = broker.accept().greet();
        assertThat(refused.hear(0, ConnectionMethod.Start.class).mechanisms()).isEqualTo(FieldValue.of("PLAIN AMQPLAIN"));
        refused.say(0, stranger).hearConnectionError(503,
                "COMMAND_INVALID - invalid authentication mechanism 'ANONYMOUS'");
        TestBroker open = new TestBroker(AmqpSettings.defaults().withAnonymous("guest", "guest"));
        AmqpPeer admitted = open.accept().greet();
        assertThat(admitted.hear(0, ConnectionMethod.Start.class).mechanisms())
                .isEqualTo(FieldValue.of("PLAIN AMQPLAIN ANONYMOUS"));
        admitted.say(0, stranger).hear(0, ConnectionMethod.Tune.class);
    }

    @Test
    void waitsForAPasswordThatIsSlowToCheck() {
        broker.catalog.putUser(new User("ann", PasswordHash.of(HashAlgorithm.PBKDF2_SHA256, "secret", new Random(1)),
                List.of(), Map.of()));
        broker.catalog.putPermissions("/", "ann", Permissions.of(".*", ".*", ".*"));
        AmqpPeer right = broker.accept().greet();
        right.hear(0, ConnectionMethod.Start.class);
        right.and(0, AmqpPeer.startOk("ann", "secret")).and(0, new ConnectionMethod.TuneOk(2047, 131_072, 60))
                .say(0, new ConnectionMethod.Open("/")).hearNothing();
        AmqpPeer wrong = broker.accept().greet();
        wrong.hear(0, ConnectionMethod.Start.class);
        wrong.say(0, AmqpPeer.startOk("ann", "guess")).hearNothing();
        AmqpPeer gone = broker.accept().greet();
        gone.say(0, AmqpPeer.startOk("ann", "secret"));
        gone.session.onClosed(null);
        broker.loginWork.forEach(Runnable::run);
        broker.settle();
        right.read();
        right.hear(0, ConnectionMethod.Tune.class);
        right.hear(0, ConnectionMethod.OpenOk.class);
        wrong.read();
        wrong.hearConnectionError(403, "ACCESS_REFUSED - Login was refused "
                + "using authentication mechanism PLAIN. For details see the broker logfile.");
        AmqpPeer again = broker.accept().greet();
        again.hear(0, ConnectionMethod.Start.class);
        again.say(0, AmqpPeer.startOk("ann", "secret")).hear(0, ConnectionMethod.Tune.class);
    }

    @Test
    void knowsItsVirtualHostsAndWhoMayEnterThem() {
        broker.catalog.putUser(new User("eve", PasswordHash.of(HashAlgorithm.SHA256, "eve", new Random(1)),
                List.of(), Map.of()));
        AmqpPeer peer = loggedIn("eve", "eve");
        peer.say(0, new ConnectionMethod.Open("/"))
                .hearConnectionError(530, "NOT_ALLOWED - access to vhost '/' refused for user 'eve'");
        peer = loggedIn("guest", "guest");
        peer.say(0, new ConnectionMethod.Open("nowhere"))
                .hearConnectionError(530, "NOT_ALLOWED - vhost nowhere not found");
    }

    @Test
    void refusesLimitsOutsideTheOffer() {
        AmqpPeer peer = broker.accept().greet();
        peer.hear(0, ConnectionMethod.Start.class);
        peer.say(0, AmqpPeer.startOk("guest", "guest")).hear(0, ConnectionMethod.Tune.class);
        peer.say(0, new ConnectionMethod.TuneOk(2047, 1000, 0)).hearConnectionError(530, "NOT_ALLOWED - negotiated "
                + "frame_max = 1000 is lower than the minimum allowed value (4096)");
    }

    @Test
    void answersAForeignHeaderWithItsOwn() {
        for (byte[] start : List.of("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                new byte[] {'A', 'M', 'Q', 'P', 3, 1, 0, 0}, new byte[] {0x16, 3, 1, 0, 0, 0, 0, 0})) {
            MemoryTransport transport = new MemoryTransport(1);
            var session = broker.face.open(transport, broker.shard);
            session.onBytes(ByteBuffer.wrap(start));
            session.onReadComplete();
            broker.shard.run();
            assertThat(transport.take()).containsExactly('A', 'M', 'Q', 'P', 0, 0, 9, 1);
            assertThat(transport.closed).isTrue();
        }
    }

    @Test
    void givesUpASlowHandshake() {
        AmqpPeer peer = broker.accept().greet();
        broker.pass(9_999);
        assertThat(peer.transport.closed).isFalse();
        broker.pass(1);
        assertThat(peer.transport.closed).isTrue();
    }

    @Test
    void closesWhenAskedTo() {
        AmqpPeer peer = broker.connect();
        peer.say(0, new ConnectionMethod.Close(200, "bye", 0, 0)).hear(0, ConnectionMethod.CloseOk.class);
        peer.session.onClosed(null);
        broker.settle();
        assertThat(broker.face.sessions()).isEmpty();
    }

    @Test
    void anOperatorsCloseIsTold() {
        AmqpPeer peer = broker.connect();
        broker.face.shutDown("broker forced connection closure with reason 'shutdown'");
        broker.settle();
        peer.hearConnectionError(320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'");
    }

    @Test
    void whoIsDeletedMustLeave() {
        broker.catalog.putUser(new User("eve", PasswordHash.of(HashAlgorithm.SHA256, "eve", new Random(1)),
                List.of(), Map.of()));
        broker.catalog.putPermissions("/", "eve", Permissions.of(".*", ".*", ".*"));
        AmqpPeer eve = loggedIn("eve", "eve");
        eve.say(0, new ConnectionMethod.Open("/")).hear(0, ConnectionMethod.OpenOk.class);
        AmqpPeer guest = broker.connect();
        broker.catalog.deleteUser("eve");
        broker.face.sendAwayTheUnwelcome();
        broker.settle();
        eve.hearConnectionError(320, "CONNECTION_FORCED - user 'eve' is deleted");
        guest.hearNothing().openChannel(1);
    }

    @Test
    void limitsOfUsersAndVirtualHostsHold() {
        broker.catalog.putVhost(VhostEntry.named("/").withLimits(Map.of(VhostEntry.MAX_CONNECTIONS, 1L)));
        AmqpPeer first = broker.connect();
        AmqpPeer second = loggedIn("guest", "guest");
        second.say(0, new ConnectionMethod.Open("/")).hearConnectionError(530, "NOT_ALLOWED - access to vhost '/' "
                + "refused for user 'guest': connection limit (1) is reached");
        first.session.onClosed(null);
        broker.settle();
        broker.connect();
    }

    @Test
    void unexpectedMethodsEndTheConnection() {
        AmqpPeer peer = broker.connect();
        peer.say(0, new ConnectionMethod.TuneOk(1, 4096, 0))
                .hearConnectionError(504, "CHANNEL_ERROR - unexpected method in connection state running");
    }

    @Test
    void heartbeatsFlowAndASilentPeerIsGivenUp() {
        AmqpPeer peer = broker.connect();
        broker.pass(60_000);
        assertThat(peer.heartbeats).isEqualTo(1);
        assertThat(peer.transport.closed).isFalse();
        broker.pass(60_000);
        assertThat(peer.transport.closed).isTrue();
    }

    private AmqpPeer loggedIn(String user, String password) {
        AmqpPeer peer = broker.accept().greet();
        peer.hear(0, ConnectionMethod.Start.class);
        peer.say(0, AmqpPeer.startOk(user, password)).hear(0, ConnectionMethod.Tune.class);
        return peer.and(0, new ConnectionMethod.TuneOk(2047, 131_072, 60));
    }
}
