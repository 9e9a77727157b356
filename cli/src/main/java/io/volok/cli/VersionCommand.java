package io.volok.cli;

import io.volok.server.runtime.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code volok version}. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.println("Volok " + Version.text() + ", Java " + Runtime.version());
        return ExitCode.OK;
    }
}
