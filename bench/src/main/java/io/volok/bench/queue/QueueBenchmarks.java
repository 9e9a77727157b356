package io.volok.bench.queue;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks of this package, with allocation rates. Takes JMH's own arguments. */
public final class QueueBenchmarks {

    private QueueBenchmarks() {
    }

    /** Runs. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        CommandLineOptions given = new CommandLineOptions(arguments);
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        if (given.getIncludes().isEmpty()) {
            options.include("io\\.volok\\.bench\\.queue\\..*");
        }
        options.addProfiler(GCProfiler.class);
        new Runner(options.build()).run();
    }
}
