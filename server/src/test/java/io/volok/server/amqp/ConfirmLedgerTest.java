package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfirmLedgerTest {

    private final List<String> frames = new ArrayList<>();
    private int wakeUps;
    private final ConfirmLedger ledger = new ConfirmLedger(() -> wakeUps++);

    @Test
    void mergesARunIntoOneCumulativeAck() {
        for (int i = 0; i < 200; i++) {
            publish(1);
        }
        for (int i = 1; i <= 200; i++) {
            ledger.accepted(i);
        }
        assertThat(emitted()).containsExactly("ack 200 *");
        assertThat(wakeUps).isOne();
    }

    @Test
    void neverCoversANackWithAnAck() {
        for (int i = 0; i < 5; i++) {
            publish(1);
        }
        ledger.accepted(2);
        ledger.rejected(3);
        ledger.accepted(1);
        ledger.accepted(5);
        assertThat(emitted()).containsExactly("ack 2 *", "nack 3");
        ledger.accepted(4);
        assertThat(emitted()).containsExactly("ack 5 *");
    }

    @Test
    void waitsForEveryDestination() {
        publish(2);
        ledger.accepted(1);
        assertThat(emitted()).isEmpty();
        ledger.rejected(1);
        assertThat(emitted()).containsExactly("nack 1");
    }

    @Test
    void acknowledgesAnUnroutableMessage() {
        publish(0);
        assertThat(emitted()).containsExactly("ack 1");
        assertThat(ledger.unconfirmed()).isZero();
    }

    @Test
    void copesWithDestinationsThatSettleWhileRouting() {
        long token = ledger.open();
        ledger.accepted(token);
        assertThat(emitted()).isEmpty();
        ledger.routed(token, 1);
        assertThat(emitted()).containsExactly("ack 1");
    }

    @Test
    void tellsEveryNumberExactlyOnceInOrder() {
        Random random = new Random(7);
        List<Long> open = new ArrayList<>();
        List<Boolean> outcome = new ArrayList<>();
        List<Boolean> told = new ArrayList<>();
        for (int step = 0; step < 50_000; step++) {
            if (random.nextInt(100) < 52) {
                open.add(publish(1));
                outcome.add(null);
            } else if (!open.isEmpty()) {
                long token = open.remove(random.nextInt(Math.min(open.size(), 20)));
                boolean ack = random.nextInt(8) != 0;
                outcome.set((int) token - 1, ack);
                if (ack) {
                    ledger.accepted(token);
                } else {
                    ledger.rejected(token);
                }
            }
            if (random.nextInt(10) == 0) {
                ledger.emit((ack, tag, multiple) -> {
                    assertThat(multiple || tag == told.size() + 1).isTrue();
                    while (told.size() < tag) {
                        told.add(ack);
                    }
                });
            }
        }
        assertThat(told).isEqualTo(outcome.subList(0, told.size()));
    }

    private long publish(int destinations) {
        long token = ledger.open();
        ledger.routed(token, destinations);
        return token;
    }

    private List<String> emitted() {
        frames.clear();
        ledger.emit((ack, tag, multiple) -> frames.add((ack ? "ack " : "nack ") + tag + (multiple ? " *" : "")));
        return frames;
    }
}
