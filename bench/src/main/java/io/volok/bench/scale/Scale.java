package io.volok.bench.scale;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * {@code bench/scale [SUBJECT...] [--amqp-peer NAME=HOST:PORT,PID] [--kafka-peer NAME=HOST:PORT,PID] [--sizes N,...]
 * [--set KEY=VALUE] [--out DIR]}: starts a Volok for each subject, lets the work grow, and prints what it costs.
 */
final class Scale {

    private static final Map<String, Subject> SUBJECTS = new LinkedHashMap<>();

    static {
        SUBJECTS.put("connections", new Connections());
        SUBJECTS.put("queues", new Queues());
        SUBJECTS.put("bindings", new Bindings());
        SUBJECTS.put("partitions", new Partitions());
        SUBJECTS.put("backlog", new Backlog());
        SUBJECTS.put("delayed", new Delayed());
        SUBJECTS.put("cold-reads", new ColdReads());
        SUBJECTS.put("forced-writes", new ForcedWrites());
        SUBJECTS.put("neighbours", new Neighbours());
    }

    private final List<String> subjects = new ArrayList<>();
    private final Map<String, String> peers = new LinkedHashMap<>();
    private final List<String> settings = new ArrayList<>();
    private Path out = Path.of("target", "scale");
    private Set<Long> sizes = Set.of();

    private Scale() {
    }

    public static void main(String[] arguments) throws Exception {
        Scale scale = new Scale();
        scale.parse(arguments);
        for (String subject : scale.subjects) {
            scale.run(SUBJECTS.get(subject));
        }
    }

    private void parse(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--amqp-peer" -> peers.put("amqp", arguments[++i]);
                case "--kafka-peer" -> peers.put("kafka", arguments[++i]);
                case "--sizes" -> sizes = Arrays.stream(arguments[++i].split(",")).map(Long::valueOf)
                        .collect(Collectors.toSet());
                case "--set" -> settings.add(arguments[++i]);
                case "--out" -> out = Path.of(arguments[++i]);
                default -> {
                    if (!SUBJECTS.containsKey(arguments[i])) {
                        throw new IllegalArgumentException("'" + arguments[i] + "' is none of " + SUBJECTS.keySet());
                    }
                    subjects.add(arguments[i]);
                }
            }
        }
        if (subjects.isEmpty()) {
            subjects.addAll(SUBJECTS.keySet());
        }
    }

    private void run(Subject subject) throws Exception {
        Table table = subject.table();
        LongPredicate wanted = size -> sizes.isEmpty() || sizes.contains(size);
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(subject.settings()));
        Path folder = Files.createTempDirectory("volok-scale");
        try (Broker broker = Broker.start(folder.resolve("data"), all.toArray(String[]::new))) {
            subject.run(broker, wanted, table);
        }
        Files.delete(folder);
        if (peers.containsKey(subject.peers())) {
            subject.run(Broker.running(peers.get(subject.peers()), subject.peers()), wanted, table);
        }
        table.write(out);
    }
}
