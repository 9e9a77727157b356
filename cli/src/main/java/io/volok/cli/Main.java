package io.volok.cli;

import io.volok.cli.bench.BenchCommand;
import io.volok.cli.demo.DemoCommand;
import io.volok.cli.rabbitmqctl.RabbitmqctlCommand;
import io.volok.server.logging.LoggingProvider;
import io.volok.server.runtime.Version;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** Entry point of the {@code volok} command. */
@Command(name = "volok", mixinStandardHelpOptions = true, versionProvider = Main.class, scope = ScopeType.INHERIT,
        description = "One message broker for RabbitMQ clients and Kafka clients.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ServerCommand.class, DemoCommand.class, BenchCommand.class, WarmUpCommand.class, VersionCommand.class,
                RabbitmqctlCommand.class})
public final class Main implements CommandLine.IVersionProvider {

    private static final String RABBITMQCTL = "rabbitmqctl";

    /** For picocli. */
    public Main() {
    }

    /** Runs a command and ends the process with its exit code; {@code server} runs until it is told to stop. */
    public static void main(String[] arguments) throws InterruptedException {
        LoggingProvider.choose();
        System.exit(run(arguments));
    }

    private static int run(String... arguments) throws InterruptedException {
        if (arguments.length > 0 && arguments[0].equals(RABBITMQCTL)) {
            // RabbitMQ's forms of arguments are its own, down to -- and @.
            return RabbitmqctlCommand.run(List.of(arguments).subList(1, arguments.length), System.out, System.err);
        }
        ServerCommand server = ServerCommand.ofPlain(arguments);
        return server != null ? server.call() : new CommandLine(new Main()).execute(arguments);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Volok " + Version.text()};
    }
}
