package io.volok.broker.vhost;

import static io.volok.broker.vhost.World.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.ResourceName.Kind;
import io.volok.broker.catalog.FactReader;
import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.DeliverySink;
import io.volok.broker.queue.Queue;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is there after a crash is what was there before. */
class RecoveryTest {

    private static final String[] TYPES = {"direct", "fanout", "topic", "headers", "x-modulus-hash"};

    private final World world = new World();
    private final Object connection = new Object();
    private final Caller caller = new Caller(null, connection);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomTopologySurvivesWhatIsDurableInIt(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 6; round++) {
            for (int step = 0; step < 700; step++) {
                change(random);
            }
            Set<String> expected = durableState();
            if (random.nextBoolean()) {
                world.crash();
            } else {
                world.restart();
            }
            assertThat(durableState()).isEqualTo(expected);
            assertThat(fullState()).as("nothing else came back").isEqualTo(expected);
        }
    }

    private void change(Random random) {
        String exchange = "x" + random.nextInt(8);
        String queue = "q" + random.nextInt(12);
        boolean durable = random.nextInt(3) > 0;
        switch (random.nextInt(10)) {
            case 0, 1 -> world.vhost.declareExchange(new ExchangeSpec(exchange, TYPES[random.nextInt(TYPES.length)],
                    durable, random.nextInt(4) == 0, false, arguments(random)), caller);
            case 2, 3 -> world.vhost.declareQueue(new QueueDeclaration(queue, durable, random.nextInt(8) == 0, false,
                    arguments(random)), caller);
            case 4 -> world.vhost.deleteExchange(exchange, random.nextBoolean(), caller);
            case 5 -> world.vhost.deleteQueue(queue, false, false, caller);
            case 6 -> world.vhost.unbind(binding(random, exchange, queue), caller);
            default -> world.vhost.bind(binding(random, exchange, queue), caller);
        }
        if (random.nextInt(20) == 0) {
            world.shard.run();
        }
    }

    private static FieldTable arguments(Random random) {
        return random.nextInt(3) == 0 ? FieldTable.builder().add("x-note", random.nextInt(3)).build() : FieldTable.EMPTY;
    }

    private static Binding binding(Random random, String exchange, String queue) {
        Destination destination = random.nextInt(4) == 0 ? Destination.exchange("x" + random.nextInt(8))
                : Destination.queue(queue);
        return new Binding(exchange, destination, "k" + random.nextInt(3), FieldTable.EMPTY);
    }

    private Set<String> durableState() {
        return state(true);
    }

    private Set<String> fullState() {
        return state(false);
    }

    private Set<String> state(boolean durableOnly) {
        VirtualHost vhost = world.vhost;
        Set<String> state = new TreeSet<>();
        vhost.exchanges().stream().filter(one -> one.spec().durable() || !durableOnly)
                .forEach(one -> state.add(one.spec().toString()));
        vhost.queues().stream().filter(one -> one.declaration().durable() || !durableOnly)
                .forEach(one -> state.add(one.declaration().toString()));
        vhost.bindings().stream().filter(one -> !durableOnly || isDurable(one)).forEach(one -> state.add(one.toString()));
        return state;
    }

    private boolean isDurable(Binding binding) {
        String name = binding.destination().name();
        boolean toDurable = binding.destination().kind() == Kind.QUEUE
                ? world.vhost.queue(name).declaration().durable() : world.vhost.exchange(name).spec().durable();
        return world.vhost.exchange(binding.source()).spec().durable() && toDurable;
    }

    @Test
    void messagesAndAcknowledgementsSurvive() {
        world.queue("a");
        world.queue("b");
        for (int i = 0; i < 10; i++) {
            world.publish("", i % 2 == 0 ? "a" : "b", "m" + i);
        }
        world.shard.run();
        Queue queue = ((OrdinaryQueue) world.vhost.queue("a")).queue();
        List<Delivery> held = new ArrayList<>();
        DeliverySink sink = new Ignoring();
        for (int i = 0; i < 3; i++) {
            held.add(queue.get(false, sink));
        }
        queue.ack(held.get(1));
        world.crash();
        assertThat(world.drain("a")).containsExactly("m0", "m4", "m6", "m8");
        assertThat(world.drain("b")).containsExactly("m1", "m3", "m5", "m7", "m9");
    }

    /** A quorum queue's confirm is a promise also about its catalog entry. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void confirmedMessagesOfQuorumQueuesSurviveAPowerFailure(long seed) {
        World powered = new World(seed);
        Random random = new Random(seed);
        for (int step = 0; step < 200; step++) {
            int q = random.nextInt(4);
            if (powered.vhost.queue("q" + q) == null) {
                powered.queue("q" + q, FieldTable.builder().add("x-queue-type", "quorum").build());
                powered.bind("amq.topic", "q" + q, "k" + q);
            }
            powered.publish("amq.topic", "k" + q, "m" + step, FieldTable.EMPTY, powered, step);
            if (random.nextInt(4) == 0) {
                powered.shard.run();
            }
            if (random.nextInt(60) == 0) {
                powered.losePower();
            }
        }
        powered.losePower();
        List<String> present = new ArrayList<>();
        for (int q = 0; q < 4; q++) {
            if (powered.vhost.queue("q" + q) != null) {
                present.addAll(powered.drain("q" + q));
            }
        }
        assertThat(present).containsAll(powered.accepted.stream().map(step -> "m" + step).toList());
        assertThat(powered.accepted).isNotEmpty();
    }

    @Test
    void aQueueDeclaredAgainUnderTheSameNameIsEmpty() {
        world.queue("q");
        world.publish("", "q", "old");
        world.shard.run();
        done(world.vhost.deleteQueue("q", false, false, Caller.BROKER));
        world.queue("q");
        world.publish("", "q", "new");
        world.crash();
        assertThat(world.drain("q")).containsExactly("new");
    }

    @Test
    void transientQueuesLeaveNothingBehind() {
        done(world.vhost.declareQueue(new QueueDeclaration("t", false, false, false, FieldTable.EMPTY), Caller.BROKER));
        world.publish("", "t", "m");
        world.crash();
        assertThat(world.vhost.queue("t")).isNull();
        assertThat(world.store.logs("vhosts/%2F/queues")).isEmpty();
    }

    @Test
    void cursorSnapshotKeepsTheState() {
        world.queue("q");
        for (int i = 0; i < 6; i++) {
            world.publish("", "q", "m" + i);
        }
        world.shard.run();
        Queue queue = ((OrdinaryQueue) world.vhost.queue("q")).queue();
        queue.ack(queue.get(false, new Ignoring()));
        queue.get(false, new Ignoring());
        queue.ack(queue.get(false, new Ignoring()));
        world.shard.run();
        world.vhost.snapshotCursors();
        queue.ack(queue.get(false, new Ignoring()));
        world.crash();
        assertThat(world.drain("q")).containsExactly("m1", "m4", "m5");
    }

    @Test
    void streamsComeBackAsTheirTopics() {
        world.queue("s", FieldTable.builder().add("x-queue-type", "stream").build());
        world.publish("", "s", "m");
        world.crash();
        assertThat(world.publish("", "s", "m")).isEqualTo(1);
        assertThat(world.topics.get("s").appended).isEqualTo(2);
    }

    @Test
    void tenThousandQueuesComeBack() {
        for (int i = 0; i < 10_000; i++) {
            world.queue("q" + i);
            world.bind("amq.topic", "q" + i, "k." + i);
        }
        world.publish("amq.topic", "k.7777", "m");
        long before = System.nanoTime();
        world.crash();
        System.out.println("recovery of 10,000 queues: " + (System.nanoTime() - before) / 1_000_000 + " ms");
        assertThat(world.vhost.queues()).hasSize(10_000);
        assertThat(world.drain("q7777")).containsExactly("m");
    }

    @Test
    void storedFactsKeepTheirBytes() {
        check(new VhostFact.ExchangeDeclared(new ExchangeSpec("x", "topic", true, false, true,
                FieldTable.builder().add("a", 1).build())),
                "0101000000017800000005746f706963010001000000 0b01616c0000000000000001");
        check(new VhostFact.ExchangeDeleted("x"), "02010000000178");
        check(new VhostFact.QueueDeclared(7, QueueDeclaration.durable("q")),
                "0301000000000000000700000001710100000000 0000");
        check(new VhostFact.QueueDeleted("q"), "04010000000171");
        Binding binding = new Binding("x", Destination.queue("q"), "k", FieldTable.EMPTY);
        check(new VhostFact.Bound(binding), "0501000000017801000000017100000001 6b00000000");
        check(new VhostFact.Unbound(binding), "0601000000017801000000017100000001 6b00000000");
        check(new VhostFact.QueueIdsGiven(9), "07010000000000000009");
    }

    private static void check(VhostFact fact, String hex) {
        byte[] golden = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(HexFormat.of().formatHex(fact.bytes())).isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(VhostFact.read(new FactReader(golden))).isEqualTo(fact);
    }

    private static final class Ignoring implements DeliverySink {

        @Override
        public void deliver(Consumer consumer, Delivery delivery, RecordView record) {
            assertThat(delivery).isNotNull();
        }

        @Override
        public boolean hasCredit(Consumer consumer) {
            return true;
        }

        @Override
        public void cancelled(Consumer consumer, CancelReason why) {
            throw new AssertionError("nobody is cancelled here");
        }
    }
}
