package io.volok.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.queue.QueueRig.Letter;
import io.volok.broker.queue.QueueSettings.DeadLettering;
import io.volok.broker.queue.QueueSettings.DelayedRetry;
import io.volok.broker.queue.QueueSettings.Expiry;
import io.volok.broker.queue.QueueSettings.Limits;
import io.volok.broker.queue.QueueSettings.Retry;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.record.RecordView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random publish, consume, get, ack, requeue, reject, purge, expiry, overflow, policy changes, snapshots and crashes. A
 * {@link QueueModel} of lists is told of every delivery and dead letter as it happens, and says whether it was its
 * turn; after every step no message is lost or invented.
 */
class QueueModelTest {

    private static final int STEPS = 1_500;

    private Random random;
    private QueueRig rig;
    private QueueModel model;
    private final List<ModelSink> sinks = new ArrayList<>();
    private final List<Letter> mail = new ArrayList<>();
    private boolean atLeastOnce;
    private int published;

    /** A dozen, or as many as {@code -Dvolok.seeds} says. */
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("volok.seeds", 12));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostOrOutOfOrder(long seed) {
        start(seed);
        for (int step = 0; step < STEPS; step++) {
            model.at("seed " + seed + " step " + step);
            step();
            rig.shard.run();
            model.check(rig.queue);
        }
        drain();
    }

    private void start(long seed) {
        random = new Random(seed);
        rig = new QueueRig().budget(seed % 3 == 0 ? 3_000 : 1 << 20);
        boolean quorum = seed % 4 == 0;
        int maxPriority = seed % 4 == 1 ? 3 : 0;
        boolean durable = quorum || seed % 5 != 0;
        rig.spec(new QueueSpec("q", 1, quorum ? QueueType.QUORUM : QueueType.CLASSIC, durable, false, maxPriority,
                seed % 7 == 0));
        atLeastOnce = seed % 8 == 0;
        rig.lettersWait().settings(settings());
        model = new QueueModel(quorum, maxPriority, () -> rig.shard.nowMs());
        rig.open();
        rig.onLetter = letter -> {
            model.died(letter.body(), letter.reason(), letter.settlement() != null);
            if (letter.settlement() != null) {
                mail.add(letter);
            }
        };
    }

    private QueueSettings settings() {
        QueueSettings settings = QueueSettings.DEFAULT.with(new DeadLettering("dlx", null, atLeastOnce));
        settings = random.nextInt(3) == 0 ? settings.with(new Expiry(50 + random.nextInt(500), -1)) : settings;
        if (random.nextInt(3) == 0) {
            Overflow overflow = atLeastOnce || random.nextBoolean() ? Overflow.REJECT_PUBLISH : Overflow.DROP_HEAD;
            settings = settings.with(new Limits(random.nextInt(200), -1, overflow));
        }
        if (rig.isQuorum()) {
            DelayedRetry delayed = DelayedRetry.values()[random.nextInt(4)];
            settings = settings.with(new Retry(random.nextInt(4), delayed, 20, 70));
        }
        return settings;
    }

    private void step() {
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> publish(random.nextInt(12));
            case 8 -> subscribe();
            case 9 -> leave(true);
            case 10 -> leave(false);
            case 11, 12, 13, 14, 15 -> settle(random.nextInt(12));
            case 16, 17 -> get();
            case 18 -> rig.shard.advance(random.nextInt(200));
            case 19 -> purge();
            case 20 -> changeSettings();
            case 21 -> snapshot();
            case 22 -> seldomCrash();
            default -> {
                resume();
                answerMail(random.nextInt(5));
            }
        }
    }

    /** Targets take letters, or refuse them so that they come again. */
    private void answerMail(int many) {
        for (int i = 0; i < many && !mail.isEmpty(); i++) {
            Letter letter = mail.remove(random.nextInt(mail.size()));
            if (random.nextInt(4) == 0) {
                letter.settlement().rejected(letter.token());
            } else {
                model.arrived(letter.body());
                letter.settlement().accepted(letter.token());
            }
        }
    }

    private void publish(int many) {
        for (int i = 0; i < many; i++) {
            MessageProperties.Builder properties = MessageProperties.builder();
            int priority = random.nextInt(5) - 1;
            if (priority >= 0) {
                properties.set(Property.PRIORITY, Integer.toString(priority));
            }
            if (random.nextInt(10) == 0) {
                properties.set(Property.EXPIRATION, Integer.toString(random.nextInt(300)));
            }
            boolean brief = random.nextInt(4) == 0;
            if (brief) {
                properties.set(Property.DELIVERY_MODE, "1");
            }
            int id = published++;
            rig.publish(Integer.toString(id), properties.build(), id);
            model.published(id, priority, rig.rejected.remove((Long) (long) id));
            if (brief) {
                model.brief(id);
            }
        }
    }

    private void subscribe() {
        if (sinks.size() < 4) {
            ModelSink sink = new ModelSink();
            sinks.add(sink);
            boolean noAck = random.nextInt(6) == 0;
            sink.consumer = rig.queue.subscribe(
                    new ConsumerSpec("c", noAck, false, random.nextInt(3), random.nextInt(20), -1), sink);
        }
    }

    private void leave(boolean withChannel) {
        if (sinks.size() > 1) {
            ModelSink sink = sinks.remove(random.nextInt(sinks.size()));
            rig.queue.unsubscribe(sink.consumer);
            if (withChannel) {
                sink.held.forEach(delivery -> requeue(delivery, true));
            } else if (!sink.held.isEmpty()) {
                sinks.getFirst().held.addAll(sink.held);
            }
        }
    }

    private void settle(int many) {
        for (int i = 0; i < many && !sinks.isEmpty(); i++) {
            List<Delivery> held = sinks.get(random.nextInt(sinks.size())).held;
            if (!held.isEmpty()) {
                Delivery delivery = held.remove(random.nextInt(3) == 0 ? random.nextInt(held.size()) : 0);
                switch (random.nextInt(10)) {
                    case 0 -> reject(delivery);
                    case 1 -> requeue(delivery, true);
                    case 2 -> requeue(delivery, false);
                    default -> ack(delivery);
                }
            }
        }
    }

    private void ack(Delivery delivery) {
        model.acked(delivery);
        rig.queue.ack(delivery);
    }

    private void reject(Delivery delivery) {
        model.settling(delivery);
        rig.queue.reject(delivery);
    }

    private void requeue(Delivery delivery, boolean failed) {
        model.settling(delivery);
        rig.queue.requeue(delivery, failed);
        model.requeued(failed, rig.settings().retry());
    }

    private void get() {
        if (!sinks.isEmpty()) {
            ModelSink sink = sinks.getFirst();
            boolean noAck = random.nextBoolean();
            sink.getting = true;
            Delivery got = rig.queue.get(noAck, sink);
            sink.getting = false;
            if (got == null) {
                assertThat(rig.queue.readyCount()).as(model.where()).isZero();
            } else if (!noAck) {
                sink.held.add(got);
            }
        }
    }

    private void purge() {
        if (random.nextInt(8) == 0) {
            rig.queue.purge();
            model.purged();
        }
    }

    private void changeSettings() {
        if (random.nextInt(4) == 0) {
            rig.settings(settings());
        }
    }

    private void snapshot() {
        if (rig.isDurable()) {
            rig.facts.clear();
            rig.queue.snapshot();
        }
    }

    private void seldomCrash() {
        if (rig.isDurable() && random.nextInt(3) == 0) {
            sinks.clear();
            mail.clear();
            model.crashed();
            rig.crash();
        }
    }

    private void resume() {
        for (ModelSink sink : sinks) {
            sink.credit = random.nextInt(4) != 0;
            if (sink.credit) {
                sink.consumer.resume();
            }
        }
    }

    /** In the end everything that is left can be had. */
    private void drain() {
        rig.settings(QueueSettings.DEFAULT.with(new DeadLettering("dlx", null, false)));
        rig.shard.advance(10_000);
        sinks.forEach(sink -> sink.credit = true);
        ModelSink last = new ModelSink();
        sinks.add(last);
        last.consumer = rig.queue.subscribe(ConsumerSpec.of("last", false, 0), last);
        for (int round = 0; round < 150 && rig.queue.messageCount() > 0; round++) {
            answerMail(1_000);
            rig.shard.advance(5_000);
            for (ModelSink sink : sinks) {
                sink.consumer.resume();
                List<Delivery> held = List.copyOf(sink.held);
                sink.held.clear();
                held.forEach(this::ack);
            }
            rig.shard.advance(100);
        }
        assertThat(rig.queue.messageCount()).as(model.where()).isZero();
        assertThat(rig.queue.readyBytes()).as(model.where()).isZero();
        assertThat(rig.queue.unackedBytes()).as(model.where()).isZero();
        model.check(rig.queue);
        assertThat(rig.accepted).as(model.where()).hasSize(published - model.refusals());
    }

    /** A channel: what it holds, and whether it takes more. */
    private final class ModelSink implements DeliverySink {
        final List<Delivery> held = new ArrayList<>();
        Consumer consumer;
        boolean credit = true;
        boolean getting;

        @Override
        public void deliver(Consumer to, Delivery delivery, RecordView record) {
            assertThat(getting || to.isActive()).as(model.where()).isTrue();
            boolean noAck = getting ? delivery.isSettled() : to.spec().noAck();
            model.delivered(delivery, QueueRig.body(record), noAck);
            if (!noAck && !getting) {
                held.add(delivery);
            }
        }

        @Override
        public boolean hasCredit(Consumer to) {
            return credit;
        }

        @Override
        public void cancelled(Consumer to, CancelReason why) {
            throw new AssertionError("nobody cancels");
        }
    }
}
