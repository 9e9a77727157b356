package io.volok.cli.rabbitmqctl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What RabbitMQ has in rabbitmq-diagnostics, and what health checks call. Their answer is the exit code. */
final class DiagnosticCommands {

    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private DiagnosticCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        for (String name : List.of("check_running", "is_running")) {
            add(commands, name, "", 0, ctl -> running(ctl, name.startsWith("check")
                    ? "Checking if RabbitMQ is running on node %s ..." : "Asking node %s for its status ..."));
        }
        for (String name : List.of("check_alarms", "check_local_alarms", "alarms")) {
            add(commands, name, "", 0, ctl -> alarms(ctl, name));
        }
        add(commands, "check_port_connectivity", "[--address <address>]", 0, DiagnosticCommands::connectivity);
        add(commands, "check_port_listener", "<port>", 1, DiagnosticCommands::port);
        add(commands, "check_protocol_listener", "<protocol>", 1, DiagnosticCommands::protocol);
        add(commands, "check_virtual_hosts", "", 0, ctl -> check(ctl, "Checking if all vhosts are running on node %s ...",
                "Node %s reported all vhosts as running", "virtual-hosts"));
        add(commands, "check_certificate_expiration", "--within <period> --unit <unit>", 0,
                DiagnosticCommands::certificates);
        add(commands, "check_if_node_is_quorum_critical", "", 0, ctl -> check(ctl,
                "Checking if node %s is critical for quorum of any queues/streams ...",
                "Node %s seems to be the only one in a single node cluster, the check does not apply",
                "node-is-quorum-critical"));
        add(commands, "check_if_metadata_store_is_initialized", "", 0, ctl -> check(ctl,
                "Checking if metadata store on node %s has finished initializing ...",
                "Metadata store on node %s has completed its initialization", "metadata-store", "initialized"));
        add(commands, "listeners", "", 0, DiagnosticCommands::listeners);
        add(commands, "server_version", "", 0, ctl -> {
            ctl.banner("Asking node " + ctl.node() + " for its RabbitMQ version...");
            ctl.out().println(ctl.done(ctl.client().get(NodeClient.path("version"))).json());
        });
    }

    private static void add(Map<String, CtlCommand> commands, String name, String usage, int count,
            CtlCommand.Action action) {
        commands.put(name, new CtlCommand(usage, count, count, action));
    }

    private static void banner(Ctl ctl, String text) {
        ctl.banner(text.formatted(ctl.node()));
    }

    /** Says that all is well. */
    private static void healthy(Ctl ctl, String text) {
        ctl.out().println(ctl.isJson() ? Json.text(Map.of("result", "ok")) : text.formatted(ctl.node()));
    }

    private static CtlFailure unhealthy(String text) {
        return CtlFailure.error(CtlFailure.UNAVAILABLE, text);
    }

    private static void check(Ctl ctl, String banner, String good, String... check) {
        banner(ctl, banner);
        String[] path = new String[check.length + 2];
        path[0] = "health";
        path[1] = "checks";
        System.arraycopy(check, 0, path, 2, check.length);
        ctl.done(ctl.client().get(NodeClient.path(path)));
        healthy(ctl, good);
    }

    private static void running(Ctl ctl, String banner) {
        banner(ctl, banner);
        if (!NodeCommands.isServing(ctl)) {
            throw unhealthy("RabbitMQ on node " + ctl.node() + " is not running or has not fully booted yet "
                    + "(check with is_booting)");
        }
        String text = "RabbitMQ on node " + ctl.node() + " is fully booted and running";
        ctl.out().println(ctl.isJson() ? Json.text(Map.of("message", text, "result", true)) : text);
    }

    private static void alarms(Ctl ctl, String command) {
        boolean local = command.contains("local");
        banner(ctl, "Asking node %s to report any " + (command.equals("alarms") ? "known" : "local")
                + " resource alarms ...");
        List<String> alarms = StatusCommands.alarms(StatusCommands.node(ctl)).stream()
                .map(alarm -> (alarm.equals("disk") ? "Free disk space alarm" : "Memory alarm") + " on node " + ctl.node())
                .toList();
        if (alarms.isEmpty()) {
            healthy(ctl, local ? "Node %s reported no local alarms" : "Node %s reported no alarms, local or clusterwide");
        } else if (command.equals("alarms")) {
            ctl.out().println(ctl.isJson() ? Json.text(Map.of("result", "ok", "alarms", alarms))
                    : "Node " + ctl.node() + " reported alarms:\n" + String.join("\n", alarms));
        } else {
            throw unhealthy("Node " + ctl.node() + " reported alarms:\n" + String.join("\n", alarms));
        }
    }

    // ---- listeners ----

    private static List<Map<?, ?>> open(Ctl ctl) {
        return StatusCommands.listeners(StatusCommands.overview(ctl)).stream()
                .<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
    }

    private static int port(Map<?, ?> listener) {
        return ((Number) listener.get("port")).intValue();
    }

    private static String ports(List<Map<?, ?>> open) {
        return open.stream().map(DiagnosticCommands::port).collect(Collectors.toCollection(TreeSet::new)).stream()
                .map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static void listeners(Ctl ctl) {
        banner(ctl, "Asking node %s to report its protocol listeners ...");
        List<Map<?, ?>> open = open(ctl);
        if (ctl.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("result", "ok");
            json.put("node", ctl.node());
            json.put("listeners", open.stream().map(StatusCommands::json).toList());
            ctl.out().println(Json.text(json));
        } else {
            open.forEach(one -> ctl.out().println(StatusCommands.listener(one, "Interface: ")));
        }
    }

    private static void port(Ctl ctl) {
        String wanted = ctl.argument(0);
        banner(ctl, "Asking node %s if there's an active listener on port " + wanted + " ...");
        List<Map<?, ?>> open = open(ctl);
        if (open.stream().noneMatch(one -> wanted.equals(String.valueOf(port(one))))) {
            throw new CtlFailure(CtlFailure.UNAVAILABLE, "No listener for port " + wanted + " is active on node "
                    + ctl.node() + ". Found listeners that use the following ports: " + ports(open));
        }
        healthy(ctl, "A listener for port " + wanted + " is running on node %s.");
    }

    private static void protocol(Ctl ctl) {
        String wanted = ctl.argument(0);
        banner(ctl, "Asking node %s if there's an active listener for protocol " + wanted + " ...");
        if (!ctl.client().get(NodeClient.path("health", "checks", "protocol-listener", wanted)).isDone()) {
            throw unhealthy("No listener for protocol " + wanted + " is active on node " + ctl.node()
                    + ". Found listeners for the following protocols: " + open(ctl).stream()
                    .map(one -> String.valueOf(one.get("protocol"))).sorted().distinct().collect(Collectors.joining(", ")));
        }
        healthy(ctl, "A listener for protocol " + wanted + " is running on node %s.");
    }

    /** Connects to every port that the node says it listens on, at its own address where it has bound one. */
    private static void connectivity(Ctl ctl) {
        banner(ctl, "Testing TCP connections to all active listeners on node %s ...");
        List<Map<?, ?>> open = open(ctl);
        for (Map<?, ?> listener : open) {
            String bound = String.valueOf(listener.get("ip_address"));
            String host = ctl.arguments().option("address", bound.equals("0.0.0.0") || bound.equals("::")
                    ? ctl.client().address().host() : bound);
            try (Socket socket = new Socket()) {
                ctl.banner("Will connect to " + host + ":" + port(listener));
                socket.connect(new InetSocketAddress(host, port(listener)), CONNECT_TIMEOUT_MS);
            } catch (IOException unreachable) {
                throw unhealthy("Connection to " + host + ":" + port(listener) + " of node " + ctl.node() + " failed: "
                        + unreachable.getMessage());
            }
        }
        healthy(ctl, "Successfully connected to ports " + ports(open) + " on node %s");
    }

    // ---- certificates ----

    private static void certificates(Ctl ctl) {
        String within = ctl.arguments().option("within", "4");
        String unit = ctl.arguments().option("unit", "weeks");
        banner(ctl, "Checking certificate expiration on node %s ...");
        NodeClient.Reply reply = ctl.client()
                .get(NodeClient.path("health", "checks", "certificate-expiration", within, unit));
        if (reply.status() == 400) {
            throw new RabbitmqctlCommand.WrongUse(reply.reason(), CtlFailure.DATA);
        }
        ctl.done(reply);
        healthy(ctl, "No certificates are expiring within " + within + " " + unit + ".");
    }
}
