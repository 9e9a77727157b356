package io.volok.cli;

import io.volok.cli.bench.BenchCommand;
import io.volok.cli.demo.DemoCommand;
import io.volok.server.config.ConfigRefused;
import io.volok.server.config.ServerConfig;
import io.volok.server.runtime.StartRefused;
import io.volok.server.runtime.VolokNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code volok warm-up DIR}: short loads of each kind. The launcher runs it once after a build so that the JVM can note
 * down which classes a broker needs, how they link, which methods are worth compiling and what they usually do.
 */
@Command(name = "warm-up", hidden = true, description = "Run a short load, for the JVM's cache.")
final class WarmUpCommand implements Callable<Integer> {

    private static final int LINES = 200_000;

    /** What every new broker would have to learn anew under its first load. */
    private static final List<String> AMQP_LOADS = List.of(
            "--messages 150000 --confirms 200 --prefetch 200 --persistent",
            "--messages 50000 --confirms 200 --prefetch 200 --queue-type quorum",
            "--messages 5000 --confirms 50 --prefetch 50 --persistent --size 16384",
            "--messages 200000");
    private static final List<String> KAFKA_LOADS = List.of("--messages 200000", "--messages 50000 --size 1024");

    @Parameters(paramLabel = "DIR")
    private Path directory;

    @Override
    public Integer call() throws Exception {
        start();
        Path lines = directory.resolve("lines.txt");
        Files.write(lines, IntStream.range(0, LINES)
                .mapToObj(i -> "line " + i + " " + "x".repeat(i % 200)).toList());
        return new DemoCommand(lines).call();
    }

    /** What a start of the server does, from its arguments to its last line; then the loads. */
    private void start() throws ConfigRefused, StartRefused {
        ServerConfig config = ServerCommand.ofPlain("server", "--data", directory.resolve("data").toString(),
                "--amqp-port", "0", "--kafka-port", "0", "--http-port", "0",
                "--set", "group.max.session.timeout.ms=1800000").config();
        try (VolokNode node = VolokNode.start(config, failure -> System.err.println(failure))) {
            Welcome.print(System.out, config, node);
            AMQP_LOADS.forEach(load -> bench("amqp --port " + node.ports().amqp() + " " + load));
            KAFKA_LOADS.forEach(load -> bench("kafka --port " + node.ports().kafka() + " " + load));
        }
    }

    private static void bench(String arguments) {
        int code = new CommandLine(new BenchCommand()).execute(arguments.split(" "));
        if (code != 0) {
            throw new IllegalStateException("bench " + arguments + " ended with " + code);
        }
    }
}
