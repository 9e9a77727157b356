package io.volok.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A broker as a process of its own, from the packed distribution, on free ports. */
final class Broker implements AutoCloseable {

    private static final Pattern KAFKA_PORT = Pattern.compile("Kafka\\s+listens on port (\\d+)");

    private final Process process;
    private final int kafkaPort;

    private Broker(Process process, int kafkaPort) {
        this.process = process;
        this.kafkaPort = kafkaPort;
    }

    /** @param settings more of them, as {@code key=value} */
    static Broker start(Path data, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", System.getProperty("volok.lib") + "/*", "io.volok.cli.Main", "server", "--data", data.toString(),
                "--amqp-port", "0", "--kafka-port", "0", "--http-port", "0", "--set", "stream.port=0",
                "--set", "group.initial.rebalance.delay.ms=0"));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output = process.inputReader();
        int port = 0;
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = KAFKA_PORT.matcher(line);
            if (matcher.find()) {
                port = Integer.parseInt(matcher.group(1));
            }
            if (line.equals("Volok is ready")) {
                return new Broker(process, port);
            }
        }
        process.destroyForcibly();
        throw new IOException("the broker ended before it was ready");
    }

    String bootstrapServers() {
        return "localhost:" + kafkaPort;
    }

    @Override
    public void close() {
        process.destroy();
        // Not a wait for a time: it ends with the process, or else the process ends with it.
        process.onExit().orTimeout(20, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly()).join();
    }
}
