package io.volok.cli.rabbitmqctl;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code volok rabbitmqctl}: RabbitMQ's operator's tool, as far as it makes sense here. */
@Command(name = "rabbitmqctl", description = "RabbitMQ's operator's tool, for the node on this machine.")
public final class RabbitmqctlCommand implements Callable<Integer> {

    private static final String PROGRAM = "rabbitmqctl [--node <node>] [--longnames] [--quiet] ";
    private static final String DEFAULT_TIMEOUT_S = "60";
    private static final Map<String, CtlCommand> COMMANDS = new TreeMap<>();
    private static final Map<String, CtlCommand> PLUGIN_COMMANDS = new TreeMap<>();
    private static final Set<String> FORMATTERS = Set.of("table", "json", "json_stream", "csv", "pretty_table",
            "string", "string_per_line", "erlang", "inspect", "plugins", "report");

    static {
        UserCommands.addTo(COMMANDS);
        VhostCommands.addTo(COMMANDS);
        PolicyCommands.addTo(COMMANDS);
        ListCommands.addTo(COMMANDS);
        FixedListCommands.addTo(COMMANDS);
        NodeCommands.addTo(COMMANDS);
        StatusCommands.addTo(COMMANDS);
        OperationCommands.addTo(COMMANDS);
        DiagnosticCommands.addTo(COMMANDS);
        ClusterCommands.addTo(COMMANDS);
        PluginCommands.addTo(PLUGIN_COMMANDS);
    }

    @Unmatched
    private final List<String> given = new ArrayList<>();

    /** For picocli. */
    public RabbitmqctlCommand() {
    }

    /** The command was used wrongly; its usage is shown. */
    static final class WrongUse extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int exitCode;

        WrongUse(String what) {
            this(what, CtlFailure.USAGE);
        }

        WrongUse(String what, int exitCode) {
            super(what, null, false, false);
            this.exitCode = exitCode;
        }
    }

    @Override
    public Integer call() {
        return run(given, System.out, System.err);
    }

    /** Runs one command; the answer is the exit code. */
    public static int run(List<String> given, PrintStream out, PrintStream err) {
        CtlArguments arguments = CtlArguments.parse(given);
        if (arguments.words().equals(List.of("--version"))) {
            return run(given.stream().map(word -> word.equals("--version") ? "version" : word).toList(), out, err);
        }
        if (arguments.words().size() > 1 && arguments.words().getFirst().equals("help")
                && !commands(arguments).containsKey(arguments.words().get(1))) {
            err.println("Error:\n\nCommand '" + arguments.words().get(1) + "' not found.");
            return CtlFailure.USAGE;
        }
        if (arguments.words().isEmpty() || arguments.words().getFirst().equals("help") || arguments.has("help")) {
            usage(arguments, arguments.words().isEmpty() ? err : out);
            return arguments.words().isEmpty() ? CtlFailure.USAGE : 0;
        }
        String name = arguments.words().getFirst();
        CtlCommand command = commands(arguments).get(name);
        if (command == null) {
            err.println("\nCommand '" + name + "' not found. ");
            usage(arguments, err);
            return CtlFailure.USAGE;
        }
        try {
            perform(command, arguments, out);
            return 0;
        } catch (WrongUse wrong) {
            err.println("Error (argument validation): " + wrong.getMessage() + "\nArguments given:\n\t"
                    + String.join(" ", arguments.typed()) + "\n\nUsage\n\n" + PROGRAM + name + " " + command.usage()
                    + (name.startsWith("list_") ? " [--timeout <timeout>]" : ""));
            return wrong.exitCode;
        } catch (CtlFailure failure) {
            err.println(failure.getMessage());
            return failure.exitCode();
        } catch (IOException failure) {
            err.println("Error:\n" + failure.getMessage());
            return CtlFailure.SOFTWARE;
        }
    }

    private static Map<String, CtlCommand> commands(CtlArguments arguments) {
        return arguments.option("script-name", "").equals(PluginCommands.SCRIPT) ? PLUGIN_COMMANDS : COMMANDS;
    }

    private static void perform(CtlCommand command, CtlArguments arguments, PrintStream out) throws IOException {
        String unknown = arguments.unknownOption();
        if (unknown != null) {
            throw new WrongUse("Invalid options for this command:\n" + unknown + " : ");
        }
        if (!FORMATTERS.contains(arguments.option("formatter", "table"))) {
            throw new WrongUse("There is no formatter " + arguments.option("formatter", "") + ".");
        }
        int count = arguments.words().size() - 1;
        if (count < command.fewest()) {
            throw new WrongUse("not enough arguments.");
        }
        if (count > command.most()) {
            throw new WrongUse("too many arguments.");
        }
        Duration timeout = Duration.ofSeconds(Math.max(1, NodeCommands.bytes(
                arguments.option("timeout", DEFAULT_TIMEOUT_S))));
        NodeAddress address = address(command, arguments);
        try (NodeClient client = new NodeClient(address, timeout)) {
            command.action().run(new Ctl(arguments, client, out));
        }
        out.flush();
    }

    private static NodeAddress address(CtlCommand command, CtlArguments arguments) {
        if (PLUGIN_COMMANDS.containsValue(command)) {
            return NodeAddress.findOrGuess(arguments);
        }
        return command.waits() ? NodeCommands.await(arguments) : NodeAddress.find(arguments);
    }

    private static void usage(CtlArguments arguments, PrintStream out) {
        CtlCommand asked = arguments.words().size() > 1 ? commands(arguments).get(arguments.words().get(1)) : null;
        if (asked != null) {
            out.println("\nUsage\n\n" + PROGRAM + arguments.words().get(1) + " " + asked.usage());
            return;
        }
        out.println("\nUsage\n\nrabbitmqctl [--node <node>] [--timeout <timeout>] [--longnames] [--quiet] <command> "
                + "[<command options>]\n\nThe node is found by --data DIR, VOLOK_DATA, ./data or among the running ones; "
                + "--http-port N picks one of several.\n\nAvailable commands:\n");
        commands(arguments).forEach((name, command) -> out.println("   " + name + " " + command.usage()));
    }
}
