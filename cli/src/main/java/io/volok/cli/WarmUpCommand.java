package io.volok.cli;

import io.volok.cli.demo.DemoCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code volok warm-up DIR}: the demo on made-up lines. The launcher runs it once after a build so that the JVM can note
 * down which classes a broker needs, how they link, and which methods are worth compiling.
 */
@Command(name = "warm-up", hidden = true, description = "Run a short load, for the JVM's cache.")
final class WarmUpCommand implements Callable<Integer> {

    private static final int LINES = 40_000;

    @Parameters(paramLabel = "DIR")
    private Path directory;

    @Override
    public Integer call() throws Exception {
        Path lines = directory.resolve("lines.txt");
        Files.write(lines, IntStream.range(0, LINES)
                .mapToObj(i -> "line " + i + " " + "x".repeat(i % 200)).toList());
        return new DemoCommand(lines).call();
    }
}
