package io.volok.cli;

import io.volok.cli.demo.DemoCommand;
import io.volok.server.config.ConfigRefused;
import io.volok.server.config.ServerConfig;
import io.volok.server.runtime.StartRefused;
import io.volok.server.runtime.VolokNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code volok warm-up DIR}: the demo on made-up lines. The launcher runs it once after a build so that the JVM can
 * note down which classes a broker needs, how they link, and which methods are worth compiling.
 */
@Command(name = "warm-up", hidden = true, description = "Run a short load, for the JVM's cache.")
final class WarmUpCommand implements Callable<Integer> {

    private static final int LINES = 40_000;

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

    /** What a start of the server does, from its arguments to its last line. */
    private void start() throws ConfigRefused, StartRefused {
        ServerConfig config = ServerCommand.ofPlain("server", "--data", directory.resolve("data").toString(),
                "--amqp-port", "0", "--kafka-port", "0", "--http-port", "0",
                "--set", "group.max.session.timeout.ms=1800000").config();
        try (VolokNode node = VolokNode.start(config, failure -> System.err.println(failure))) {
            Welcome.print(System.out, config, node);
        }
    }
}
