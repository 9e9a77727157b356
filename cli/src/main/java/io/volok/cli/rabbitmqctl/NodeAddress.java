package io.volok.cli.rabbitmqctl;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a node's HTTP API is, and what opens it.
 *
 * @param node its name
 * @param host its address
 * @param port its HTTP port
 * @param authorization the header to send
 */
record NodeAddress(String node, String host, int port, String authorization) {

    private static final String KEY_FILE = "volok.operator";
    private static final String DATA_VARIABLE = "VOLOK_DATA";
    private static final int DEFAULT_PORT = 15672;

    /**
     * Finds the node that is meant: by {@code --data} or VOLOK_DATA, else the one that runs in ./data, else one that runs
     * on this machine. Of several, {@code --http-port} or {@code --node} picks one.
     */
    static NodeAddress find(CtlArguments arguments) {
        String data = arguments.option("data", System.getenv(DATA_VARIABLE));
        if (data != null) {
            return read(Path.of(data)).orElseThrow(() -> CtlFailure.error(CtlFailure.UNAVAILABLE,
                    "No node runs on the data directory " + data));
        }
        List<NodeAddress> running = new ArrayList<>();
        read(Path.of("data")).ifPresent(running::add);
        running.addAll(ofProcesses());
        String port = arguments.option("http-port", "");
        String node = arguments.option("node", "");
        Optional<NodeAddress> byPort = running.stream()
                .filter(address -> Integer.toString(address.port()).equals(port)).findFirst();
        Optional<NodeAddress> byName = running.stream().filter(address -> address.node().equals(node)).findFirst();
        if (!port.isEmpty()) {
            return byPort.orElseGet(() -> unknown(Integer.parseInt(port)));
        }
        return byName.or(() -> running.stream().findFirst()).orElseGet(() -> unknown(DEFAULT_PORT));
    }

    /** As {@link #find}, for what can be done while no node runs. */
    static NodeAddress findOrGuess(CtlArguments arguments) {
        try {
            return find(arguments);
        } catch (CtlFailure noneRuns) {
            return unknown(DEFAULT_PORT);
        }
    }

    /** A node whose key cannot be read is tried with the user that every new node has. */
    private static NodeAddress unknown(int port) {
        return new NodeAddress("volok@localhost", "127.0.0.1", port, NodeClient.basic("guest", "guest"));
    }

    private static Optional<NodeAddress> read(Path dataDirectory) {
        Path file = dataDirectory.resolve(KEY_FILE);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        Properties key = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            key.load(reader);
        } catch (IOException unreadable) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, file + " cannot be read: " + unreadable.getMessage());
        }
        return Optional.of(new NodeAddress(key.getProperty("node"), key.getProperty("host"),
                Integer.parseInt(key.getProperty("port")), "Bearer " + key.getProperty("token")));
    }

    /** The nodes of all brokers that run on this machine and whose key this user may read. */
    private static List<NodeAddress> ofProcesses() {
        List<NodeAddress> found = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(process -> process.info().arguments().ifPresent(arguments -> {
            List<String> words = List.of(arguments);
            if (words.contains("io.volok.cli.Main") && words.contains("server")) {
                int at = words.indexOf("--data");
                Path data = Path.of(at >= 0 && at + 1 < words.size() ? words.get(at + 1) : "data");
                read(Path.of("/proc", Long.toString(process.pid()), "cwd").resolve(data)).ifPresent(found::add);
            }
        }));
        return found;
    }
}
