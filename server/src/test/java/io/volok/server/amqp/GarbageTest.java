package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.ChannelMethod;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.ExchangeMethod;
import io.volok.codec.amqp.QueueMethod;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Section 4.3 from its dark side: a client may send anything, and only its own connection may suffer. */
class GarbageTest {

    @Test
    void damagedConversationsHarmNobodyElse() {
        TestBroker broker = new TestBroker();
        AmqpPeer witness = broker.connect().openChannel(1).declareQueue(1, "witness");
        byte[] conversation = conversation(broker);
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            byte[] damaged = conversation.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length;
            play(broker, Arrays.copyOf(damaged, length));
        }
        witness.publish(1, "", "witness", "still here");
        assertThat(witness.say(1, new BasicMethod.Get("witness", true)).hearContent(1, BasicMethod.GetOk.class).text())
                .isEqualTo("still here");
        assertThat(broker.face.sessions()).hasSize(1);
    }

    /** Feeds bytes to a fresh connection; an exception that leaves the session fails the test. */
    private static void play(TestBroker broker, byte[] bytes) {
        MemoryTransport transport = new MemoryTransport(1);
        var session = broker.face.open(transport, broker.shard);
        session.onBytes(ByteBuffer.wrap(bytes));
        session.onReadComplete();
        broker.shard.run();
        session.onClosed(null);
        broker.shard.run();
    }

    private static byte[] conversation(TestBroker broker) {
        AmqpPeer script = broker.accept();
        MessageProperties properties = MessageProperties.builder().set(Property.EXPIRATION, "1000")
                .set(Property.PRIORITY, "3").headers(FieldTable.of("k", FieldValue.of("v"), "n", FieldValue.of(7)))
                .build();
        script.and(0, AmqpPeer.startOk("guest", "guest")).and(0, new ConnectionMethod.TuneOk(2047, 131_072, 60))
                .and(0, new ConnectionMethod.Open("/")).and(1, new ChannelMethod.Open())
                .and(1, new ExchangeMethod.Declare("x", "topic", false, false, true, false, false, FieldTable.EMPTY))
                .and(1, new QueueMethod.Declare("g", false, false, true, true, false,
                        FieldTable.of("x-max-length", FieldValue.of(10))))
                .and(1, new QueueMethod.Bind("g", "x", "a.#", false, FieldTable.EMPTY))
                .and(1, new BasicMethod.Qos(0, 3, false))
                .and(1, new BasicMethod.Consume("g", "c", false, false, false, false, FieldTable.EMPTY))
                .and(1, "x", "a.b", true, properties, new byte[100])
                .and(1, new BasicMethod.Ack(1, true)).and(1, new BasicMethod.Get("g", false))
                .and(1, new BasicMethod.Nack(2, false, true))
                .and(1, new QueueMethod.Delete("g", false, false, false))
                .and(1, new ChannelMethod.Close(200, "", 0, 0));
        byte[] frames = script.unsaid();
        script.session.onClosed(null);
        byte[] all = Arrays.copyOf(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1}, frames.length + 8);
        System.arraycopy(frames, 0, all, 8, frames.length);
        return all;
    }
}
