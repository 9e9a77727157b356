package io.volok.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.ResourceName.Kind;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random topologies with exchange-to-exchange bindings, alternate exchanges, copies and changes in between, against a
 * router that looks at every binding each time. Finds routes that are remembered for too long.
 */
class RoutingModelTest {

    private static final String[] TYPES = {"direct", "fanout", "topic", "headers"};
    private static final String[] KEYS = {"a", "a.b", "b", "a.b.c", "", "#", "a.*", "*.b", "a.#"};

    private final World world = new World();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void routesAsTheNaiveRouterDoes(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 4_000; step++) {
            if (random.nextInt(4) == 0) {
                change(random);
            } else {
                publish(random, "seed " + seed + " step " + step);
            }
        }
    }

    private void change(Random random) {
        String exchange = "x" + random.nextInt(6);
        String queue = "q" + random.nextInt(8);
        FieldTable stream = FieldTable.builder().add("x-queue-type", "stream").build();
        switch (random.nextInt(9)) {
            case 0 -> world.vhost.declareExchange(new ExchangeSpec(exchange, TYPES[random.nextInt(TYPES.length)], true,
                    random.nextInt(5) == 0, false, alternate(random)), Caller.BROKER);
            case 1 -> world.vhost.deleteExchange(exchange, random.nextBoolean(), Caller.BROKER);
            case 2, 3 -> world.vhost.declareQueue(new QueueDeclaration(queue, true, false, false, stream), Caller.BROKER);
            case 4 -> world.vhost.deleteQueue(queue, false, false, Caller.BROKER);
            case 5 -> world.vhost.unbind(binding(random, exchange, queue), Caller.BROKER);
            default -> world.vhost.bind(binding(random, exchange, queue), Caller.BROKER);
        }
    }

    private static FieldTable alternate(Random random) {
        return random.nextBoolean() ? FieldTable.EMPTY
                : FieldTable.builder().add("alternate-exchange", "x" + random.nextInt(6)).build();
    }

    private static Binding binding(Random random, String exchange, String queue) {
        Destination destination = random.nextInt(3) == 0 ? Destination.exchange("x" + random.nextInt(6))
                : Destination.queue(queue);
        FieldTable arguments = random.nextInt(3) == 0 ? FieldTable.builder().add("h", random.nextInt(2)).build()
                : FieldTable.EMPTY;
        return new Binding(exchange, destination, KEYS[random.nextInt(KEYS.length)], arguments);
    }

    private void publish(Random random, String where) {
        String exchange = random.nextInt(8) == 0 ? "" : "x" + random.nextInt(6);
        if (world.vhost.exchange(exchange) == null) {
            return;
        }
        String key = exchange.isEmpty() ? "q" + random.nextInt(8) : KEYS[random.nextInt(5)];
        List<String> keys = new ArrayList<>(List.of(key));
        FieldTable.Builder headers = FieldTable.builder();
        if (random.nextInt(3) == 0) {
            headers.add("h", random.nextInt(2));
        }
        if (random.nextInt(6) == 0) {
            String copy = random.nextBoolean() ? "q" + random.nextInt(8) : KEYS[random.nextInt(5)];
            keys.add(copy);
            headers.add(random.nextBoolean() ? "CC" : "BCC", new FieldValue.Array(List.of(FieldValue.of(copy))));
        }
        Map<String, Integer> before = counts();
        int answered = world.publish(exchange, key, "m", headers.build());
        Set<String> reached = new TreeSet<>();
        counts().forEach((queue, count) -> {
            assertThat(count - before.get(queue)).as("%s: once at most", where).isBetween(0, 1);
            if (count > before.get(queue)) {
                reached.add(queue);
            }
        });
        assertThat(reached).as(where).isEqualTo(naive(exchange, keys, headers.build()));
        assertThat(answered).as(where).isEqualTo(reached.size());
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        world.topics.forEach((name, topic) -> counts.put(name, topic.appended));
        return counts;
    }

    private Set<String> naive(String exchange, List<String> keys, FieldTable headers) {
        Set<String> queues = new TreeSet<>();
        if (exchange.isEmpty()) {
            keys.stream().filter(key -> world.vhost.queue(key) != null).forEach(queues::add);
            return queues;
        }
        Set<String> seen = new TreeSet<>(Set.of(exchange));
        ArrayDeque<String> toVisit = new ArrayDeque<>(seen);
        while (!toVisit.isEmpty()) {
            Exchange at = world.vhost.exchange(toVisit.poll());
            for (Destination destination : at == null ? List.<Destination>of() : step(at, keys, headers)) {
                if (destination.kind() == Kind.QUEUE) {
                    queues.add(destination.name());
                } else if (seen.add(destination.name())) {
                    toVisit.add(destination.name());
                }
            }
        }
        return queues;
    }

    private List<Destination> step(Exchange exchange, List<String> keys, FieldTable headers) {
        List<Destination> found = world.vhost.bindings().stream()
                .filter(binding -> binding.source().equals(exchange.name()))
                .filter(binding -> keys.stream().anyMatch(key -> matches(exchange.spec().type(), binding, key, headers)))
                .map(Binding::destination).toList();
        return found.isEmpty() && exchange.alternateExchange() != null
                ? List.of(Destination.exchange(exchange.alternateExchange())) : found;
    }

    private static boolean matches(String type, Binding binding, String key, FieldTable headers) {
        return switch (type) {
            case "direct" -> binding.routingKey().equals(key);
            case "topic" -> key.matches(pattern(binding.routingKey()));
            case "headers" -> binding.arguments().entries().stream()
                    .allMatch(entry -> headers.find(entry.name()).filter(entry.value()::equals).isPresent());
            default -> true;
        };
    }

    /** The few binding keys of this test as regular expressions. */
    private static String pattern(String bindingKey) {
        return switch (bindingKey) {
            case "#" -> ".*";
            case "a.*" -> "a\\.[^.]*";
            case "*.b" -> "[^.]*\\.b";
            case "a.#" -> "a(\\..*)?";
            default -> bindingKey.replace(".", "\\.");
        };
    }
}
