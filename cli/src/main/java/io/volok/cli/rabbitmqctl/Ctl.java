package io.volok.cli.rabbitmqctl;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command runs with.
 *
 * @param arguments what was typed
 * @param client the way to the node
 * @param out where results go
 */
record Ctl(CtlArguments arguments, NodeClient client, PrintStream out) {

    /** The n-th argument of the command, from 0. */
    String argument(int index) {
        return arguments.words().get(index + 1);
    }

    /** How many arguments the command was given. */
    int count() {
        return arguments.words().size() - 1;
    }

    /** The arguments from an index on. */
    List<String> argumentsFrom(int index) {
        return arguments.words().subList(index + 1, arguments.words().size());
    }

    /** The virtual host of {@code -p}. */
    String vhost() {
        return arguments.option("vhost", "/");
    }

    String node() {
        return client.address().node();
    }

    boolean isJson() {
        return arguments.option("formatter", "table").equals("json");
    }

    boolean isQuiet() {
        return arguments.has("quiet") || arguments.has("silent") || isJson()
                || arguments.option("formatter", "").equals("csv");
    }

    /** Says what is about to be done, unless results alone are wanted. */
    void banner(String text) {
        if (!isQuiet()) {
            out.println(text);
        }
    }

    /** Goes on if the request was done, else fails with the node's reason. */
    NodeClient.Reply done(NodeClient.Reply reply) {
        if (reply.status() == 503) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, "this command requires the 'rabbit' app to be running on the "
                    + "target node. Start it with 'rabbitmqctl start_app'.");
        }
        if (!reply.isDone()) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, reply.reason());
        }
        return reply;
    }

    /** Fails unless the user is there. */
    void requireUser(String user) {
        if (!client.get(NodeClient.path("users", user)).isDone()) {
            throw CtlFailure.error(CtlFailure.NO_USER, "User \"" + user + "\" does not exist");
        }
    }

    /** Fails unless the virtual host is there. */
    void requireVhost(String vhost) {
        if (!client.get(NodeClient.path("vhosts", vhost)).isDone()) {
            throw new CtlFailure(CtlFailure.DATA, "Virtual host '" + vhost + "' does not exist");
        }
    }

    /** A user as the API has it. */
    Map<?, ?> user(String name) {
        requireUser(name);
        return (Map<?, ?>) client.get(NodeClient.path("users", name)).json();
    }

    /** The rows of a list that the API has, to be printed or changed before. */
    List<Map<String, Object>> rows(String path) {
        return done(client.get(path)).rows().stream().map(row -> {
            Map<String, Object> copy = new LinkedHashMap<>();
            row.forEach((key, value) -> copy.put(String.valueOf(key), value));
            return copy;
        }).toList();
    }

    /** A table of a list that never has a line of headers. */
    Tables withoutHeaders() {
        return Tables.of(this).withoutHeaders();
    }

    /** Prints rows with the columns that were asked for. */
    void print(List<String> columns, List<Map<String, Object>> rows) {
        Tables.of(this).print(columns, rows);
    }
}
