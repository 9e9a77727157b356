package io.volok.cli.rabbitmqctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Closing connections; definitions out and in. */
final class OperationCommands {

    private OperationCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        commands.put("close_connection", new CtlCommand("<connection pid> <explanation>", 2, 2,
                OperationCommands::closeOne));
        commands.put("close_all_connections", new CtlCommand(
                "[--vhost <vhost> --limit <limit>] [-n <node> --global] [--per-connection-delay <delay>] <explanation>",
                1, 1, OperationCommands::closeAll));
        commands.put("close_all_user_connections", new CtlCommand("<username> <explanation>", 2, 2,
                OperationCommands::closeAllOfUser));
        commands.put("export_definitions", new CtlCommand("<file_path | \"-\"> [--format <json | erlang>]", 1, 1,
                OperationCommands::export));
        commands.put("import_definitions", new CtlCommand(
                "<file_path> [--format <json | erlang>] [--skip-if-unchanged] [--timeout <timeout>]", 0, 1,
                OperationCommands::load));
        commands.put("list_unresponsive_queues", new CtlCommand("[--local] [--queue-timeout <queue-timeout>]", 0,
                CtlCommand.ANY, ctl -> ctl.banner("Listing unresponsive queues for vhost " + ctl.vhost() + " ...")));
    }

    // ---- connections ----

    private static int close(Ctl ctl, Predicate<Map<?, ?>> wanted, String reason) {
        List<Map<?, ?>> found = ctl.done(ctl.client().get(NodeClient.path("connections"))).rows().stream()
                .filter(wanted).toList();
        long limit = Long.parseLong(ctl.arguments().option("limit", "0"));
        int closed = 0;
        for (Map<?, ?> connection : found) {
            if (limit > 0 && closed >= limit) {
                break;
            }
            ctl.client().delete(NodeClient.path("connections", String.valueOf(connection.get("name"))),
                    "X-Reason", reason);
            closed++;
        }
        return closed;
    }

    /** The connection may be given as the process that lists show, or by its name. */
    private static void closeOne(Ctl ctl) {
        String given = ctl.argument(0);
        ctl.banner("Closing connection " + given + ", reason: " + ctl.argument(1) + "...");
        int closed = close(ctl, connection -> given.equals(connection.get("name"))
                || given.equals(Pids.ofConnection(ctl.node(), connection.get("name"))), ctl.argument(1));
        if (closed == 0 && !given.startsWith("<")) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, "Error:\n{:invalid_pid_syntax, \"" + given + "\"}");
        }
    }

    private static void closeAll(Ctl ctl) {
        boolean global = ctl.arguments().has("global");
        ctl.banner(global ? "Closing all connections to node " + ctl.node() + ", reason: " + ctl.argument(0) + "..."
                : "Closing all connections in vhost " + ctl.vhost() + ", reason: " + ctl.argument(0) + "...");
        int closed = close(ctl, connection -> global || ctl.vhost().equals(connection.get("vhost")), ctl.argument(0));
        ctl.banner("Closed " + closed + " connections");
    }

    private static void closeAllOfUser(Ctl ctl) {
        ctl.banner("Closing connections of user " + ctl.argument(0) + ", reason: " + ctl.argument(1) + "...");
        close(ctl, connection -> ctl.argument(0).equals(connection.get("user")), ctl.argument(1));
    }

    // ---- definitions ----

    private static void export(Ctl ctl) throws IOException {
        String file = ctl.argument(0);
        String json = Json.text(ctl.done(ctl.client().get(NodeClient.path("definitions"))).json());
        if (file.equals("-")) {
            ctl.out().println(json);
            return;
        }
        ctl.banner("Exporting definitions in JSON to a file at \"" + file + "\" ...");
        Files.writeString(Path.of(file), json, StandardCharsets.UTF_8);
    }

    private static void load(Ctl ctl) throws IOException {
        byte[] json;
        if (ctl.count() == 0) {
            ctl.banner("Importing definitions in JSON from standard input ...");
            json = System.in.readAllBytes();
        } else {
            Path file = Path.of(ctl.argument(0));
            if (!Files.isReadable(file)) {
                throw new RabbitmqctlCommand.WrongUse("Bad argument: File " + file + " does not exist",
                        CtlFailure.DATA);
            }
            ctl.banner("Importing definitions in JSON from a file at \"" + file + "\" ...");
            json = Files.readAllBytes(file);
        }
        ctl.done(ctl.client().post(NodeClient.path("definitions"), json));
        ctl.banner("Successfully imported definitions.");
    }
}
