package io.volok.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.table.FieldTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topic matching: the rules word by word, and against a naive matcher. */
class TopicTableTest {

    private static final String[] WORDS = {"a", "b", "", "*", "#", "c"};

    @ParameterizedTest
    @CsvSource({
        "#, '', true", "#, a, true", "#, a.b.c, true", "*, '', false", "*, a, true", "*, a.b, false", "'', '', true",
        "'', a, false", "a.#, a, true", "a.#, a.b, true", "a.#, ab, false", "#.a, a, true", "#.a, b.a, true",
        "a.*, a, false", "a.*, a., true", "a.*.c, a.b.c, true", "a.*.c, a.b.b.c, false", "a.#.c, a.c, true",
        "a.#.c, a.b.b.c, true", "#.#, '', true", "#.*, '', false", "#.*, a, true", "*.#, a, true", "*.#, '', false",
        "#.a.#, b.a.c, true", "#.a.#, b.c, false", ".a, .a, true", "., ., true", ".., ., false", "a..b, a..b, true",
        "a.*.b, a..b, true"})
    void matchesWordByWord(String pattern, String key, boolean expected) {
        TopicTable table = new TopicTable();
        table.add(binding(pattern, "q"));
        assertThat(match(table, key).contains("q")).isEqualTo(expected);
        assertThat(naive(pattern, key)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithANaiveMatcher(long seed) {
        Random random = new Random(seed);
        TopicTable table = new TopicTable();
        List<Binding> bindings = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            int action = random.nextInt(10);
            if (action < 3 && bindings.size() < 60) {
                Binding added = binding(key(random, WORDS.length), "q" + step);
                bindings.add(added);
                table.add(added);
            } else if (action < 4 && !bindings.isEmpty()) {
                table.remove(bindings.remove(random.nextInt(bindings.size())));
            } else {
                String key = key(random, WORDS.length);
                Set<String> expected = new TreeSet<>();
                bindings.stream().filter(one -> naive(one.routingKey(), key))
                        .forEach(one -> expected.add(one.destination().name()));
                assertThat(match(table, key)).as("seed %d key '%s'", seed, key).isEqualTo(expected);
            }
        }
    }

    @Test
    void manyHashesDoNotMakeItSlow() {
        TopicTable table = new TopicTable();
        table.add(binding("#.a.#.a.#.a.#.a.#.a.#.a.#.a.#.a.#.b", "q"));
        assertThat(match(table, "a.".repeat(120) + "a")).isEmpty();
    }

    @Test
    void removedBindingsLeaveNothingBehind() {
        TopicTable table = new TopicTable();
        Binding one = binding("a.b.c", "q");
        Binding other = binding("a.b", "r");
        table.add(one);
        table.add(other);
        table.remove(one);
        assertThat(match(table, "a.b.c")).isEmpty();
        assertThat(match(table, "a.b")).containsExactly("r");
        table.remove(other);
        assertThat(match(table, "a.b")).isEmpty();
    }

    private static String key(Random random, int words) {
        StringBuilder key = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            key.append(key.isEmpty() ? "" : ".").append(WORDS[random.nextInt(words)]);
        }
        return key.toString();
    }

    private static Binding binding(String key, String queue) {
        return new Binding("x", Destination.queue(queue), key, FieldTable.EMPTY);
    }

    private static Set<String> match(TopicTable table, String key) {
        List<Destination> found = new ArrayList<>();
        table.match(key, null, found);
        Set<String> names = new TreeSet<>();
        found.forEach(destination -> names.add(destination.name()));
        assertThat(found).as("each binding once").hasSameSizeAs(names);
        return names;
    }

    private static boolean naive(String pattern, String key) {
        return naive(words(pattern), words(key));
    }

    private static List<String> words(String key) {
        return key.isEmpty() ? List.of() : List.of(key.split("\\.", -1));
    }

    private static boolean naive(List<String> pattern, List<String> key) {
        if (pattern.isEmpty()) {
            return key.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.getFirst().equals("#")) {
            return naive(rest, key) || !key.isEmpty() && naive(pattern, key.subList(1, key.size()));
        }
        boolean first = !key.isEmpty() && (pattern.getFirst().equals("*") || pattern.getFirst().equals(key.getFirst()));
        return first && naive(rest, key.subList(1, key.size()));
    }
}
