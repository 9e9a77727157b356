package io.volok.cli.rabbitmqctl;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code status} and {@code cluster_status}. */
final class StatusCommands {

    private static final Map<String, String> PURPOSES = Map.of("amqp", "AMQP 0-9-1", "http", "HTTP API", "kafka", "Kafka",
            "stream", "stream", "amqp/ssl", "AMQP 0-9-1 over TLS");

    private StatusCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        commands.put("status", new CtlCommand("[--unit <unit>] [--timeout <timeout>]", 0, 0, StatusCommands::status));
        commands.put("cluster_status", new CtlCommand("", 0, 0, StatusCommands::clusterStatus));
    }

    static Map<?, ?> node(Ctl ctl) {
        return ctl.done(ctl.client().get(NodeClient.path("nodes"))).rows().getFirst();
    }

    static Map<?, ?> overview(Ctl ctl) {
        return (Map<?, ?>) ctl.done(ctl.client().get(NodeClient.path("overview"))).json();
    }

    static List<?> listeners(Map<?, ?> overview) {
        return (List<?>) overview.get("listeners");
    }

    static List<String> alarms(Map<?, ?> node) {
        List<String> alarms = new ArrayList<>();
        if (Boolean.TRUE.equals(node.get("mem_alarm"))) {
            alarms.add("memory");
        }
        if (Boolean.TRUE.equals(node.get("disk_free_alarm"))) {
            alarms.add("disk");
        }
        return alarms;
    }

    private static void status(Ctl ctl) {
        Map<?, ?> node = node(ctl);
        Map<?, ?> overview = overview(ctl);
        int vhosts = ctl.done(ctl.client().get(NodeClient.path("vhosts"))).rows().size();
        if (ctl.isJson()) {
            ctl.out().println(Json.text(json(node, overview, vhosts)));
            return;
        }
        ctl.banner("Status of node " + ctl.node() + " ...");
        PrintStream out = ctl.out();
        section(out, "Runtime");
        out.println("OS PID: " + node.get("os_pid"));
        out.println("OS: " + System.getProperty("os.name"));
        out.println("Uptime (seconds): " + ((Number) node.get("uptime")).longValue() / 1000);
        out.println("Is under maintenance?: " + node.get("being_drained"));
        out.println("RabbitMQ version: " + overview.get("rabbitmq_version"));
        out.println("Volok version: " + overview.get("product_version"));
        out.println("Node name: " + node.get("name"));
        out.println("Java configuration: " + node.get("erlang_full_version"));
        out.println("Threads: " + node.get("proc_used"));
        section(out, "Data directory");
        out.println("Node data directory: " + node.get("db_dir"));
        section(out, "Alarms");
        printOrNone(out, alarms(node));
        memoryAndDisk(out, node);
        section(out, "Totals");
        Map<?, ?> totals = (Map<?, ?>) overview.get("object_totals");
        out.println("Connection count: " + totals.get("connections"));
        out.println("Queue count: " + totals.get("queues"));
        out.println("Virtual host count: " + vhosts);
        section(out, "Listeners");
        listeners(overview).forEach(one -> out.println(listener((Map<?, ?>) one, "Interface: ")));
    }

    private static void memoryAndDisk(PrintStream out, Map<?, ?> node) {
        section(out, "Memory");
        out.println("Total memory used: " + gigabytes(node.get("mem_used")));
        out.println("Calculation strategy: " + node.get("mem_calculation_strategy"));
        out.println("Memory high watermark setting: computed to: " + gigabytes(node.get("mem_limit")));
        section(out, "Free Disk Space");
        out.println("Low free disk space watermark: " + gigabytes(node.get("disk_free_limit")));
        out.println("Free disk space: " + gigabytes(node.get("disk_free")));
    }

    private static void section(PrintStream out, String title) {
        out.println((title.equals("Runtime") ? "" : "\n") + title + "\n");
    }

    private static void printOrNone(PrintStream out, List<String> lines) {
        out.println(lines.isEmpty() ? "(none)" : String.join("\n", lines));
    }

    private static String gigabytes(Object bytes) {
        return String.format(Locale.ROOT, "%.4f gb", ((Number) bytes).doubleValue() / 1e9);
    }

    static String listener(Map<?, ?> listener, String prefix) {
        String protocol = String.valueOf(listener.get("protocol"));
        return prefix + listener.get("ip_address") + ", port: " + listener.get("port") + ", protocol: " + protocol
                + ", purpose: " + PURPOSES.getOrDefault(protocol, protocol);
    }

    static Map<String, Object> json(Map<?, ?> listener) {
        String protocol = String.valueOf(listener.get("protocol"));
        return Map.of("node", listener.get("node"), "port", listener.get("port"), "protocol", protocol,
                "interface", listener.get("ip_address"), "purpose", PURPOSES.getOrDefault(protocol, protocol));
    }

    private static Map<String, Object> json(Map<?, ?> node, Map<?, ?> overview, int vhosts) {
        Map<?, ?> totals = (Map<?, ?>) overview.get("object_totals");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", Long.parseLong(String.valueOf(node.get("os_pid"))));
        json.put("os", System.getProperty("os.name"));
        json.put("alarms", alarms(node));
        json.put("tags", List.of());
        json.put("listeners", listeners(overview).stream().map(one -> json((Map<?, ?>) one)).toList());
        json.put("product_name", overview.get("product_name"));
        json.put("product_version", overview.get("product_version"));
        json.put("rabbitmq_version", overview.get("rabbitmq_version"));
        json.put("erlang_version", node.get("erlang_full_version"));
        json.put("uptime", ((Number) node.get("uptime")).longValue() / 1000);
        json.put("is_under_maintenance", node.get("being_drained"));
        json.put("active_plugins", List.of());
        json.put("data_directory", node.get("db_dir"));
        json.put("memory", Map.of("total", Map.of("rss", node.get("mem_used"))));
        json.put("vm_memory_calculation_strategy", node.get("mem_calculation_strategy"));
        json.put("vm_memory_high_watermark_limit", node.get("mem_limit"));
        json.put("disk_free_limit", node.get("disk_free_limit"));
        json.put("disk_free", node.get("disk_free"));
        json.put("totals", Map.of("connection_count", totals.get("connections"), "queue_count", totals.get("queues"),
                "virtual_host_count", vhosts));
        return json;
    }

    private static void clusterStatus(Ctl ctl) {
        Map<?, ?> node = node(ctl);
        Map<?, ?> overview = overview(ctl);
        if (ctl.isJson()) {
            ctl.out().println(Json.text(Map.of("cluster_name", overview.get("cluster_name"),
                    "disk_nodes", List.of(ctl.node()), "running_nodes", List.of(ctl.node()), "alarms", alarms(node))));
            return;
        }
        ctl.banner("Cluster status of node " + ctl.node() + " ...");
        PrintStream out = ctl.out();
        out.println("Basics\n\nCluster name: " + overview.get("cluster_name"));
        section(out, "Disk Nodes");
        out.println(ctl.node());
        section(out, "Running Nodes");
        out.println(ctl.node());
        section(out, "Alarms");
        printOrNone(out, alarms(node));
        section(out, "Network Partitions");
        out.println("(none)");
        section(out, "Listeners");
        listeners(overview).forEach(one ->
                out.println(listener((Map<?, ?>) one, "Node: " + ctl.node() + ", interface: ")));
    }
}
