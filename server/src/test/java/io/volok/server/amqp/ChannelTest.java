package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.amqp.AccessMethod;
import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.table.FieldTable;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Sections 1.5 (class channel), 2.3 (framing) and 4.3 (errors). */
class ChannelTest {

    private final TestBroker broker = new TestBroker();
    private final AmqpPeer peer = broker.connect();

    @Test
    void opensAndClosesAndOpensAgain() {
        for (int i = 0; i < 3; i++) {
            peer.openChannel(7);
            peer.say(7, new ChannelMethod.Close(200, "done", 0, 0)).hear(7, ChannelMethod.CloseOk.class);
        }
    }

    @Test
    void aChannelErrorClosesOnlyThatChannel() {
        peer.openChannel(1).openChannel(2);
        peer.say(1, new QueueMethod.Declare("none", true, false, false, false, false, FieldTable.EMPTY));
        ChannelMethod.Close close = peer.hear(1, ChannelMethod.Close.class);
        assertThat(close.replyCode()).isEqualTo(404);
        assertThat(close.replyText()).isEqualTo("NOT_FOUND - no queue 'none' in vhost '/'");
        assertThat(close.causeClassId()).isEqualTo(50);
        assertThat(close.causeMethodId()).isEqualTo(10);
        // What was in flight is dropped without a word, a close of the client excepted.
        peer.and(1, "", "x", true, MessageProperties.NONE, new byte[3]);
        peer.say(1, new QueueMethod.Declare("x", false, false, false, false, false, FieldTable.EMPTY)).hearNothing();
        peer.say(1, new ChannelMethod.Close(200, "", 0, 0)).hear(1, ChannelMethod.CloseOk.class);
        peer.say(1, new ChannelMethod.CloseOk()).hearNothing();
        peer.openChannel(1).declareQueue(2, "x");
    }

    @Test
    void ignoresWhatWasInFlightWhenTheClientClosed() {
        peer.openChannel(1);
        peer.and(1, new ChannelMethod.Close(200, "", 0, 0));
        peer.and(1, "", "x", true, MessageProperties.NONE, new byte[3]);
        peer.and(1, new BasicMethod.Ack(1, false));
        peer.say(1, new ChannelMethod.CloseOk()).hear(1, ChannelMethod.CloseOk.class);
        peer.hearNothing().openChannel(1);
        // Even another method, if it came together with the close; later it is a mistake.
        peer.and(1, new ChannelMethod.Close(200, "", 0, 0)).say(1, new BasicMethod.Qos(0, 1, false))
                .hear(1, ChannelMethod.CloseOk.class);
        peer.say(1, new BasicMethod.Qos(0, 1, false))
                .hearConnectionError(504, "CHANNEL_ERROR - expected 'channel.open'");
    }

    @Test
    void anUnopenedChannelIsAnErrorOfTheConnection() {
        peer.say(3, new BasicMethod.Qos(0, 1, false))
                .hearConnectionError(504, "CHANNEL_ERROR - expected 'channel.open'");
    }

    @Test
    void aSecondOpenIsAnErrorOfTheConnection() {
        peer.openChannel(1);
        peer.say(1, new ChannelMethod.Open()).hearConnectionError(504, "CHANNEL_ERROR - second 'channel.open' seen");
    }

    @Test
    void noMoreChannelsThanAgreed() {
        AmqpPeer narrow = broker.accept().greet();
        narrow.hear(0, ConnectionMethod.Start.class);
        narrow.say(0, AmqpPeer.startOk("guest", "guest")).hear(0, ConnectionMethod.Tune.class);
        narrow.and(0, new ConnectionMethod.TuneOk(2, 131_072, 0));
        narrow.say(0, new ConnectionMethod.Open("/")).hear(0, ConnectionMethod.OpenOk.class);
        narrow.openChannel(1).openChannel(2).say(3, new ChannelMethod.Open()).hearConnectionError(530,
                "NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)");
    }

    @Test
    void flowCanBeConfirmedButNotStopped() {
        peer.openChannel(1);
        assertThat(peer.say(1, new ChannelMethod.Flow(true)).hear(1, ChannelMethod.FlowOk.class).active()).isTrue();
        peer.say(1, new ChannelMethod.Flow(false)).hearConnectionError(540, "NOT_IMPLEMENTED - active=false");
    }

    @Test
    void grantsAccessToRealms() {
        peer.openChannel(1);
        peer.say(1, new AccessMethod.Request("/data", false, false, true, true, true))
                .hear(1, AccessMethod.RequestOk.class);
    }

    @Test
    void aMethodInsideAContentIsAnUnexpectedFrame() {
        peer.openChannel(1);
        peer.and(1, new BasicMethod.Publish("", "q", false, false)).say(1, new BasicMethod.Qos(0, 1, false))
                .hearConnectionError(505, "UNEXPECTED_FRAME - expected content header for class 60, "
                        + "got non content header frame instead");
    }

    @Test
    void aBodyWithoutMethodIsAnUnexpectedFrame() {
        peer.openChannel(1).bytes(new byte[] {3, 0, 1, 0, 0, 0, 1, 'x', (byte) 0xCE});
        peer.hearConnectionError(505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead");
    }

    @Test
    void garbageClosesTheConnectionAndNobodyElse() {
        AmqpPeer other = broker.connect().openChannel(1);
        peer.bytes("this is no frame at all".getBytes(StandardCharsets.US_ASCII));
        assertThat(peer.hear(0, ConnectionMethod.Close.class).replyCode()).isEqualTo(501);
        broker.pass(1_000);
        assertThat(peer.transport.closed).isTrue();
        other.declareQueue(1, "q");
    }

    @Test
    void aFrameBeyondTheLimitClosesTheConnection() {
        peer.openChannel(1).bytes(new byte[] {1, 0, 1, 0x7F, 0, 0, 0});
        assertThat(peer.hear(0, ConnectionMethod.Close.class).replyCode()).isEqualTo(501);
    }

    @Test
    void answersPipelinedMethodsInOrder() {
        peer.and(1, new ChannelMethod.Open());
        peer.and(1, new QueueMethod.Declare("p", false, false, true, false, false, FieldTable.EMPTY));
        peer.and(1, "", "p", false, MessageProperties.NONE, new byte[] {'m'});
        peer.say(1, new BasicMethod.Get("p", true));
        peer.hear(1, ChannelMethod.OpenOk.class);
        peer.hear(1, QueueMethod.DeclareOk.class);
        // A get in the same batch as the publish finds the message.
        assertThat(peer.hearContent(1, BasicMethod.GetOk.class).text()).isEqualTo("m");
    }

    @Test
    void operatorsSeeTheConnection() {
        peer.openChannel(5).declareQueue(5, "q").consume(5, "q", "tag", false);
        ConnectionInfo[] seen = new ConnectionInfo[1];
        broker.face.sessions().forEach(session -> session.inspect(info -> seen[0] = info));
        broker.settle();
        assertThat(seen[0].name()).isEqualTo("127.0.0.1:50000 -> 127.0.0.1:5672");
        assertThat(seen[0].state()).isEqualTo("running");
        assertThat(seen[0].user()).isEqualTo("guest");
        assertThat(seen[0].channels()).hasSize(1);
        assertThat(seen[0].channels().getFirst().number()).isEqualTo(5);
        assertThat(seen[0].channels().getFirst().consumers().getFirst().queue()).isEqualTo("q");
    }
}
