package io.volok.cli.bench;

import picocli.CommandLine.Command;

/** {@code volok bench}: the load generators. */
@Command(name = "bench", description = "Load a broker and measure it.", subcommands = {AmqpBench.class, KafkaBench.class},
        synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand {

    /** For picocli. */
    public BenchCommand() {
    }
}
