package io.volok.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.table.FieldTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Exchange types that pick one of their destinations. */
class SpreadingTest {

    private static final int KEYS = 20_000;

    @Test
    void consistentHashFollowsTheWeights() {
        BindingTable table = table(ExchangeType.CONSISTENT_HASH);
        table.add(binding("a", "1"));
        table.add(binding("b", "3"));
        Map<String, Integer> counts = counts(assign(table));
        assertThat(counts.get("b") / (double) counts.get("a")).isBetween(2.7, 3.3);
    }

    @Test
    void consistentHashMovesOnlyWhatANewDestinationTakes() {
        BindingTable table = table(ExchangeType.CONSISTENT_HASH);
        table.add(binding("a", "10"));
        table.add(binding("b", "10"));
        List<String> before = assign(table);
        table.add(binding("c", "10"));
        List<String> after = assign(table);
        for (int i = 0; i < KEYS; i++) {
            assertThat(after.get(i)).isIn(before.get(i), "c");
        }
        table.remove(binding("c", "10"));
        assertThat(assign(table)).isEqualTo(before);
    }

    @Test
    void consistentHashRefusesWeightsThatAreNone() {
        BindingTable table = table(ExchangeType.CONSISTENT_HASH);
        assertThat(table.validate(binding("a", "x")).text()).isEqualTo("The binding key must be an integer: <<\"x\">>");
        assertThat(table.validate(binding("a", "0")).text()).isEqualTo("The binding key must be greater than 0");
        assertThat(table.validate(binding("a", "7"))).isNull();
    }

    @Test
    void consistentHashCanHashAHeader() {
        BindingTable table = ExchangeType.CONSISTENT_HASH.newTable(
                FieldTable.builder().add("hash-header", "h").build(), new SplittableRandom(1));
        table.add(binding("a", "1"));
        table.add(binding("b", "1"));
        assertThat(table.keyDecides()).isFalse();
        for (int i = 0; i < 50; i++) {
            FieldTable headers = FieldTable.builder().add("h", i).build();
            assertThat(route(table, "k1", headers)).isEqualTo(route(table, "k2", headers));
        }
    }

    @Test
    void modulusHashIsSteadyAndEven() {
        BindingTable table = table(ExchangeType.MODULUS_HASH);
        for (String queue : List.of("a", "b", "c", "d")) {
            table.add(binding(queue, ""));
        }
        List<String> first = assign(table);
        assertThat(assign(table)).isEqualTo(first);
        counts(first).values().forEach(count -> assertThat(count).isBetween(KEYS / 5, KEYS * 3 / 10));
    }

    @Test
    void randomReachesEveryDestination() {
        BindingTable table = table(ExchangeType.RANDOM);
        table.add(binding("a", ""));
        table.add(binding("b", "k"));
        assertThat(counts(assign(table)).values()).allMatch(count -> count > KEYS * 2 / 5);
    }

    private static BindingTable table(ExchangeType type) {
        return type.newTable(FieldTable.EMPTY, new SplittableRandom(1));
    }

    private static Binding binding(String queue, String key) {
        return new Binding("x", Destination.queue(queue), key, FieldTable.EMPTY);
    }

    private static List<String> assign(BindingTable table) {
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            chosen.add(route(table, "key-" + i, FieldTable.EMPTY));
        }
        return chosen;
    }

    private static String route(BindingTable table, String key, FieldTable headers) {
        List<Destination> found = new ArrayList<>();
        table.match(key, new Routable() {
            @Override
            public FieldTable headers() {
                return headers;
            }

            @Override
            public String property(String name) {
                return null;
            }
        }, found);
        assertThat(found).hasSize(1);
        return found.getFirst().name();
    }

    private static Map<String, Integer> counts(List<String> chosen) {
        Map<String, Integer> counts = new HashMap<>();
        chosen.forEach(name -> counts.merge(name, 1, Integer::sum));
        return counts;
    }
}
