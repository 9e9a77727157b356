package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnackedLedgerTest {

    private final UnackedLedger<String, String> ledger = new UnackedLedger<>();
    private final List<String> seen = new ArrayList<>();

    @Test
    void acknowledgesOneTag() {
        long first = ledger.add("m1", "c");
        assertThat(first).isEqualTo(1);
        assertThat(ledger.remove(1, (tag, d, o) -> seen.add(d))).isTrue();
        assertThat(ledger.remove(1, (tag, d, o) -> seen.add(d))).isFalse();
        assertThat(seen).containsExactly("m1");
        assertThat(ledger.size()).isZero();
    }

    @Test
    void acknowledgesAllUpToATagOldestFirst() {
        for (int i = 1; i <= 5; i++) {
            ledger.add("m" + i, "c");
        }
        ledger.remove(2, (tag, d, o) -> { });
        assertThat(ledger.removeUpTo(4, (tag, d, o) -> seen.add(d))).isTrue();
        assertThat(seen).containsExactly("m1", "m3", "m4");
        assertThat(ledger.size()).isOne();
    }

    @Test
    void knowsNeitherZeroNorFutureNorSkippedTags() {
        ledger.add("m1", "c");
        ledger.skipTag();
        ledger.add("m3", "c");
        assertThat(ledger.contains(0)).isFalse();
        assertThat(ledger.contains(2)).isFalse();
        assertThat(ledger.contains(4)).isFalse();
        assertThat(ledger.contains(3)).isTrue();
        assertThat(ledger.removeUpTo(2, (tag, d, o) -> seen.add(d))).isFalse();
        assertThat(seen).isEmpty();
    }

    @Test
    void takesBackWhatARolledBackTransactionHadAcknowledged() {
        for (int i = 1; i <= 40; i++) {
            ledger.add("m" + i, "c");
        }
        List<UnackedLedger.Entry<String, String>> taken = new ArrayList<>();
        ledger.remove(7, (tag, d, o) -> taken.add(new UnackedLedger.Entry<>(tag, d, o)));
        ledger.removeUpTo(3, (tag, d, o) -> taken.add(new UnackedLedger.Entry<>(tag, d, o)));
        ledger.remove(40, (tag, d, o) -> taken.add(new UnackedLedger.Entry<>(tag, d, o)));
        ledger.restore(taken);
        assertThat(ledger.size()).isEqualTo(40);
        assertThat(ledger.add("m41", "c")).isEqualTo(41);
        ledger.removeUpTo(41, (tag, d, o) -> {
            seen.add(d);
            assertThat(d).isEqualTo("m" + tag);
        });
        assertThat(seen).hasSize(41).isSortedAccordingTo(
                java.util.Comparator.comparingInt(m -> Integer.parseInt(m.substring(1))));
    }

    @Test
    void agreesWithASortedMapUnderRandomUse() {
        Random random = new Random(42);
        Map<Long, String> model = new TreeMap<>();
        long last = 0;
        for (int step = 0; step < 200_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 5) {
                last = ledger.add("m" + step, "c");
                model.put(last, "m" + step);
            } else if (choice == 5) {
                last = ledger.skipTag();
            } else {
                long tag = 1 + Math.max(0, last - random.nextInt(40));
                if (choice == 9 && model.containsKey(tag)) {
                    List<String> expected =
                            new ArrayList<>(((TreeMap<Long, String>) model).headMap(tag, true).values());
                    ((TreeMap<Long, String>) model).headMap(tag, true).clear();
                    seen.clear();
                    ledger.removeUpTo(tag, (t, d, o) -> seen.add(d));
                    assertThat(seen).isEqualTo(expected);
                } else {
                    seen.clear();
                    String expected = model.remove(tag);
                    assertThat(ledger.remove(tag, (t, d, o) -> seen.add(d))).isEqualTo(expected != null);
                    assertThat(seen).isEqualTo(expected == null ? List.of() : List.of(expected));
                }
            }
            assertThat(ledger.size()).isEqualTo(model.size());
        }
        seen.clear();
        ledger.removeAll((tag, d, o) -> seen.add(d));
        assertThat(seen).containsExactlyElementsOf(model.values());
    }
}
