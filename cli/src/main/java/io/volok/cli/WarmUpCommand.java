package io.volok.cli;

import io.volok.server.config.ListenAddress;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.runtime.StartRefused;
import io.volok.server.runtime.VolokNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code volok warm-up DIR}: starts a broker on any free ports of the loopback, and stops it. The launcher runs it once
 * after a build so that the JVM can note down what a start needs.
 */
@Command(name = "warm-up", hidden = true, description = "Start and stop a broker, for the JVM's cache.")
final class WarmUpCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR")
    private Path data;

    @Override
    public Integer call() throws StartRefused {
        ListenAddress any = new ListenAddress("localhost", 0);
        ServerConfig config = ServerConfig.defaults().with(Settings.DATA, data)
                .with(Settings.AMQP_LISTEN, any)
                .with(Settings.KAFKA_LISTEN, any)
                .with(Settings.HTTP_LISTEN, any);
        try (VolokNode node = VolokNode.start(config, failure -> System.err.println(failure))) {
            Welcome.print(new PrintStream(System.out), config, node);
        }
        return ExitCode.OK;
    }
}
