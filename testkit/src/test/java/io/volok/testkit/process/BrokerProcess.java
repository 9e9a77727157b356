package io.volok.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A broker as the launcher starts it: a JVM of its own, any free ports, ready when it says so. */
public final class BrokerProcess implements AutoCloseable {

    private static final long START_TIMEOUT_S = 60;
    private static final long STOP_TIMEOUT_S = 30;
    private static final Pattern LISTENS = Pattern.compile("\\s*(\\S+)\\s+listens on port (\\d+)");

    /** What a line of the log has if something went wrong inside the broker. */
    private static final String ERROR = " [ERROR] ";

    private final Process process;
    private final Path errors;
    private boolean errorsExpected;
    private final Map<String, Integer> ports = new HashMap<>();
    private final List<String> output = new ArrayList<>();

    private BrokerProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** Starts a broker on a data directory and returns when it is ready. */
    public static BrokerProcess start(Path data, String... options) throws IOException {
        BrokerProcess broker = launch(data, options);
        broker.awaitReady();
        return broker;
    }

    /** Starts a broker that is expected to end by itself; see {@link #awaitExit}. */
    static BrokerProcess launch(Path data, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC", "-Xms32m", "-Xmx256m", "-XX:MaxDirectMemorySize=256m",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", System.getProperty("java.class.path"),
                "io.volok.cli.Main", "server", "--data", data.toString()));
        List<String> given = List.of(options);
        command.addAll(given);
        for (String port : List.of("--amqp-port", "--kafka-port", "--http-port", "--stream-port")) {
            if (!given.contains(port)) {
                command.addAll(List.of(port, "0"));
            }
        }
        Path errors = Files.createTempFile("volok-", ".err");
        return new BrokerProcess(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    private void awaitReady() {
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> readOutput(ready));
        try {
            if (!ready.await(START_TIMEOUT_S, TimeUnit.SECONDS) || !process.isAlive()) {
                kill();
                throw new IllegalStateException("The broker did not become ready:\n" + output + "\n" + errors());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Keeps reading until the end, so that a full pipe never stops the broker. */
    private void readOutput(CountDownLatch ready) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher listens = LISTENS.matcher(line);
                if (listens.matches()) {
                    ports.put(listens.group(1), Integer.parseInt(listens.group(2)));
                }
                if (line.equals("Volok is ready")) {
                    ready.countDown();
                }
            }
        } catch (IOException streamClosed) {
            output.add(streamClosed.toString());
        } finally {
            ready.countDown();
        }
    }

    /** Port of a listener by the name that the broker prints for it. */
    public int port(String listener) {
        return ports.get(listener);
    }

    /** Port of the AMQP listener. */
    public int amqpPort() {
        return ports.get("AMQP");
    }

    /** Port of the Kafka listener. */
    public int kafkaPort() {
        return ports.get("Kafka");
    }

    /** Port of the stream listener. */
    public int streamPort() {
        return ports.get("Stream");
    }

    /** Port of the HTTP listener. */
    public int httpPort() {
        return ports.get("HTTP");
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it wrote on standard error so far. */
    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Resident memory, in bytes, or -1 where the machine does not tell. */
    long residentBytes() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return -1;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return -1;
    }

    /** kill -9: nothing is flushed, nobody is told. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM, and the exit code. */
    int terminate() {
        process.destroy();
        return awaitExit();
    }

    int awaitExit() {
        try {
            if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("The broker does not stop:\n" + output + "\n" + errors());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /**
     * Says that errors of this broker's are what the test is about, so that {@link #close} does not mind them.
     *
     * @return this
     */
    BrokerProcess expectErrors() {
        errorsExpected = true;
        return this;
    }

    /**
     * Stops it, the hard way if it is still there, and removes its error output.
     *
     * @throws AssertionError if it has told of an error inside itself
     */
    @Override
    public void close() throws IOException {
        kill();
        String told = errors();
        Files.deleteIfExists(errors);
        if (!errorsExpected && told.contains(ERROR)) {
            throw new AssertionError("The broker tells of errors:\n" + told);
        }
    }
}
