package io.volok.broker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.access.NamePattern;
import io.volok.broker.partition.Partition;
import io.volok.broker.policy.ApplyTo;
import io.volok.broker.policy.Policy;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.share.Acknowledgement;
import io.volok.broker.share.DeadLetters;
import io.volok.broker.share.SharePartition;
import io.volok.broker.share.ShareSettings;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.WorkVerdict;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What queues of type topic give up: to their dead-letter exchange, else where the share group sends it, never both. */
class WorkLettersTest {

    private static final FieldTable TO_DEAD = FieldTable.builder().add("x-dead-letter-exchange", "")
            .add("x-dead-letter-routing-key", "dead").build();
    private static final ShareSettings KAFKA =
            new ShareSettings(30_000, 5, 2_000, true, ShareSettings.Reset.EARLIEST, 0, true);

    private WorkRig rig = new WorkRig(1);

    private Hands consume(String queue, int credit) {
        Hands hands = new Hands(rig.work(queue), credit);
        rig.work(queue).subscribe(hands);
        rig.run();
        return hands;
    }

    private static FieldTable death(WorkRig.Received letter) {
        return (FieldTable) ((FieldValue.Array) letter.headers().find("x-death").orElseThrow()).values().getFirst();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRejectedRecordGoesToTheDeadLetterExchange(int shards) {
        rig = new WorkRig(shards);
        rig.topic("orders", 2);
        rig.queue("dead", FieldTable.EMPTY);
        rig.workQueue("billing", "orders", TO_DEAD);
        rig.produce("orders", 0, "good", "bad");
        rig.produce("orders", 1, "ugly");
        Hands hands = consume("billing", 10);
        assertThat(hands.bodies).containsExactlyInAnyOrder("good", "bad", "ugly");
        List.copyOf(hands.bodies).forEach(body ->
                hands.settle(body.equals("good") ? WorkVerdict.DONE : WorkVerdict.GIVEN_UP));
        List<WorkRig.Received> letters = rig.drain("dead");
        assertThat(letters).extracting(WorkRig.Received::body).containsExactlyInAnyOrder("bad", "ugly");
        WorkRig.Received letter = letters.getFirst();
        assertThat(letter.headers().text("x-kafka-key")).contains("key-" + letter.body());
        assertThat(letter.headers().text("x-first-death-queue")).contains("billing");
        assertThat(letter.properties().text(Property.TIMESTAMP)).contains("" + WorkRig.START_MS / 1000);
        assertThat(letter.properties().text(Property.DELIVERY_MODE)).contains("2");
        assertThat(letter.routingKey()).isEqualTo("dead");
        FieldTable death = death(letter);
        assertThat(death.text("reason")).contains("rejected");
        assertThat(death.text("queue")).contains("billing");
        assertThat(death.text("exchange")).contains("");
        assertThat(((FieldValue.Array) death.find("routing-keys").orElseThrow()).values())
                .containsExactly(FieldValue.of("billing"));
        assertThat(rig.ready("billing")).isZero();
        assertThat(rig.groupLetters).isEmpty();
    }

    @Test
    void aRecordThatComesBackTooOftenGoesThereToo() {
        rig.topic("orders", 1);
        rig.queue("dead", FieldTable.EMPTY);
        rig.workQueue("billing", "orders", TO_DEAD.toBuilder().add("x-delivery-limit", 3).build());
        rig.produce("orders", 0, "bad");
        Hands hands = consume("billing", 1);
        for (int i = 0; i < 3; i++) {
            assertThat(hands.held.peek().deliveryCount()).isEqualTo(i + 1);
            hands.settle(WorkVerdict.AGAIN);
            rig.run();
        }
        assertThat(hands.held).isEmpty();
        List<WorkRig.Received> letters = rig.drain("dead");
        assertThat(letters).hasSize(1);
        assertThat(death(letters.getFirst()).text("reason")).contains("delivery_limit");
    }

    @Test
    void policiesSayWhereLettersGoAndHowOftenIsTooOften() {
        rig.topic("orders", 1);
        rig.queue("dead", FieldTable.EMPTY);
        rig.workQueue("billing", "orders", FieldTable.EMPTY);
        Hands hands = consume("billing", 1);
        rig.vhost.policies(new PolicySet(List.of(new Policy("p", NamePattern.of("^bil"), ApplyTo.QUEUES, 0,
                FieldTable.builder().add("dead-letter-exchange", "").add("dead-letter-routing-key", "dead")
                        .add("delivery-limit", 1).build())), List.of()));
        rig.run();
        assertThat(rig.vhost.queue("billing").policy().policy()).isEqualTo("p");
        rig.produce("orders", 0, "bad");
        hands.settle(WorkVerdict.AGAIN);
        assertThat(rig.drain("dead")).extracting(letter -> death(letter).text("reason"))
                .containsExactly(Optional.of("delivery_limit"));
        rig.vhost.policies(PolicySet.EMPTY);
        rig.produce("orders", 0, "worse");
        hands.settle(WorkVerdict.GIVEN_UP);
        assertThat(rig.drain("dead")).isEmpty();
        assertThat(rig.groupLetters).extracting(DeadLetters.Letter::offset).containsExactly(1L);
    }

    @Test
    void whatAKafkaConsumerOfTheGroupRejectsGoesTheSameWay() {
        rig.topic("orders", 1);
        rig.queue("dead", FieldTable.EMPTY);
        rig.workQueue("billing", "orders", TO_DEAD);
        rig.produce("orders", 0, "bad");
        Partition partition = rig.partition("orders", 0);
        rig.on(partition, () -> {
            SharePartition share = rig.share("billing", partition);
            assertThat(share.acquire("kafka", new SharePartition.Wish(1, 1000, false), KAFKA).count()).isEqualTo(1);
            share.acknowledge("kafka", List.of(new Acknowledgement(0, 0, new byte[] {Acknowledgement.REJECT})), KAFKA);
        });
        assertThat(rig.drain("dead")).extracting(WorkRig.Received::body).containsExactly("bad");
        assertThat(rig.groupLetters).isEmpty();
    }

    @Test
    void aRecordIsNotDoneBeforeItsLetterIsKept() {
        rig.topic("orders", 1);
        rig.queue("dead", FieldTable.builder().add("x-max-length", 0).add("x-overflow", "reject-publish").build());
        rig.workQueue("billing", "orders", TO_DEAD.toBuilder().add("x-dead-letter-strategy", "at-least-once").build());
        rig.produce("orders", 0, "bad", "good");
        Hands hands = consume("billing", 2);
        hands.settle(WorkVerdict.GIVEN_UP);
        hands.settle(WorkVerdict.DONE);
        rig.run();
        assertThat(rig.share("billing", rig.partition("orders", 0)).progress().startOffset()).isZero();
        rig.vhost.deleteQueue("dead", false, false, Caller.BROKER).orThrow();
        rig.queue("dead", FieldTable.EMPTY);
        rig.pass(5_000);
        assertThat(rig.drain("dead")).extracting(WorkRig.Received::body).containsExactly("bad");
        assertThat(rig.share("billing", rig.partition("orders", 0)).progress().startOffset()).isEqualTo(2);
    }

    @Test
    void aLetterThatNobodyTakesIsLostAndItsRecordDone() {
        rig.topic("orders", 1);
        rig.workQueue("billing", "orders", FieldTable.builder().add("x-dead-letter-exchange", "nowhere").build());
        rig.produce("orders", 0, "bad");
        consume("billing", 1).settle(WorkVerdict.GIVEN_UP);
        rig.run();
        assertThat(rig.share("billing", rig.partition("orders", 0)).progress().startOffset()).isEqualTo(1);
        assertThat(rig.groupLetters).isEmpty();
    }

    @Test
    void afterACrashNeitherRecordNorLetterComesAgain() {
        rig.topic("orders", 1);
        rig.queue("dead", FieldTable.EMPTY);
        rig.workQueue("billing", "orders", TO_DEAD);
        rig.produce("orders", 0, "bad", "good");
        consume("billing", 1).settle(WorkVerdict.GIVEN_UP);
        rig.crash();
        assertThat(rig.drain("dead")).extracting(WorkRig.Received::body).containsExactly("bad");
        Hands hands = consume("billing", 5);
        assertThat(hands.bodies).containsExactly("good");
        hands.settle(WorkVerdict.GIVEN_UP);
        assertThat(rig.drain("dead")).extracting(WorkRig.Received::body).containsExactly("good");
    }
}
