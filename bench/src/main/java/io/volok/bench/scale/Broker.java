package io.volok.bench.scale;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A broker under test: a Volok that is started here, in a directory of its own, or a peer that runs already. CPU time,
 * memory and open files are read from {@code /proc}.
 */
final class Broker implements AutoCloseable {

    private static final double TICKS_PER_SECOND = 100;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int IDLE_MS = 3_000;
    private static final int STOP_SECONDS_MAX = 120;
    private static final Pattern LISTENS = Pattern.compile("\\s+(\\S+)\\s+listens on port (\\d+)");

    private final String name;
    private final Path data;
    private final List<String> settings;
    private final Map<String, Integer> ports = new HashMap<>();
    private String host = "127.0.0.1";
    private Process process;
    private long pid;

    private Broker(String name, Path data, List<String> settings) {
        this.name = name;
        this.data = data;
        this.settings = settings;
    }

    /** Starts a Volok. */
    static Broker start(Path data, String... settings) throws IOException {
        Broker broker = new Broker("volok", data, List.of(settings));
        broker.start();
        return broker;
    }

    /** A broker that runs already: {@code name=host:port,pid}; the port is that of the protocol under test. */
    static Broker running(String text, String protocol) {
        Matcher parts = Pattern.compile("(.+)=(.+):(\\d+),(\\d+)").matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "': write a broker as name=host:port,pid");
        }
        Broker broker = new Broker(parts.group(1), null, List.of());
        broker.host = parts.group(2);
        broker.ports.put(protocol, Integer.parseInt(parts.group(3)));
        broker.pid = Long.parseLong(parts.group(4));
        return broker;
    }

    /** Starts the process and waits until it is ready; seconds that this took. */
    double start() throws IOException {
        List<String> command = new ArrayList<>(List.of("./volok", "server", "--data", data.toString(), "--amqp-port", "0",
                "--kafka-port", "0", "--http-port", "0", "--stream-port", "0"));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        long start = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("VOLOK_NO_BUILD", "1");
        process = builder.start();
        pid = process.pid();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line == null || !line.contains("is ready"); line = out.readLine()) {
            if (line == null) {
                throw new IOException("the broker ended before it was ready");
            }
            Matcher port = LISTENS.matcher(line);
            if (port.matches()) {
                ports.put(port.group(1).toLowerCase(Locale.ROOT), Integer.parseInt(port.group(2)));
            }
        }
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        return seconds;
    }

    /** Ends it: cleanly, or by {@code kill -9}. */
    void stop(boolean cleanly) throws IOException, InterruptedException {
        if (cleanly) {
            process.destroy();
        } else {
            process.destroyForcibly();
        }
        if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the broker did not stop in " + STOP_SECONDS_MAX + " s");
        }
    }

    /** Whether it was started here and so may be stopped here. */
    boolean isOwn() {
        return process != null;
    }

    String name() {
        return name;
    }

    String host() {
        return host;
    }

    int port(String protocol) {
        return ports.get(protocol);
    }

    Path data() {
        return data;
    }

    /** CPU seconds that the process has used since its start. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(proc("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** CPU milliseconds per second that it uses while nobody asks for anything. */
    double idleCpu() throws IOException, InterruptedException {
        double before = cpuSeconds();
        Thread.sleep(IDLE_MS);
        return (cpuSeconds() - before) * 1e6 / IDLE_MS;
    }

    double residentMiB() throws IOException {
        return Files.readAllLines(proc("status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0) / 1024.0;
    }

    long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(proc("fd"))) {
            return files.count();
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    /** Ends it, if it was started here, and removes its data. */
    @Override
    public void close() throws IOException {
        if (process == null) {
            return;
        }
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
