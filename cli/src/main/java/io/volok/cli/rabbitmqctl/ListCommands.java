package io.volok.cli.rabbitmqctl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** The lists whose columns can be chosen. */
final class ListCommands {

    private static final String ARGUMENTS = "arguments";
    private static final String COLUMNS = "[<column> ...]";
    private static final String IN_VHOST = "[--vhost <vhost>] [--no-table-headers] " + COLUMNS;

    private ListCommands() {
    }

    /**
     * A list.
     *
     * @param banner said before it; {@code %s} is the virtual host
     * @param path of the list in the API; a virtual host is added to it when {@code ofVhost}
     * @param ofVhost whether it lists things of the virtual host of {@code -p}
     * @param defaults the columns when none are chosen
     * @param known the other columns that may be chosen
     * @param fill adds to a row what the API has under another name or not at all
     */
    private record Listing(String banner, String path, boolean ofVhost, List<String> defaults, Set<String> known,
            BiConsumer<Ctl, Map<String, Object>> fill) {

        void run(Ctl ctl) {
            List<String> columns = ctl.count() == 0 ? defaults : columns(ctl);
            TreeSet<String> bogus = new TreeSet<>(columns);
            bogus.removeAll(known);
            bogus.removeAll(defaults);
            if (!bogus.isEmpty()) {
                throw new RabbitmqctlCommand.WrongUse("Info key(s) " + String.join(",", bogus) + " are not supported");
            }
            if (path.equals("queues")) {
                ctl.banner("Timeout: " + ctl.arguments().option("timeout", "60") + ".0 seconds ...");
            }
            ctl.banner(banner.formatted(ctl.vhost()));
            NodeClient.Reply reply = ctl.client().get(ofVhost ? NodeClient.path(path, ctl.vhost())
                    : NodeClient.path(path));
            // A virtual host that is not there has nothing in it, as in RabbitMQ.
            ctl.print(columns, (reply.status() == 404 ? List.<Map<?, ?>>of() : ctl.done(reply).rows()).stream()
                    .filter(ListCommands::isOfAmqp)
                    .map(row -> filled(ctl, row)).toList());
        }

        private static List<String> columns(Ctl ctl) {
            return ctl.argumentsFrom(0).stream().flatMap(word -> List.of(word.split("[,\\s]+")).stream()).toList();
        }

        private Map<String, Object> filled(Ctl ctl, Map<?, ?> from) {
            Map<String, Object> row = new LinkedHashMap<>();
            from.forEach((key, value) -> row.put(String.valueOf(key), value));
            row.computeIfPresent(ARGUMENTS, (key, value) -> Terms.Arguments.of(value));
            fill.accept(ctl, row);
            return row;
        }
    }

    /** Connections and consumers of stream clients have lists of their own in RabbitMQ. */
    private static boolean isOfAmqp(Map<?, ?> row) {
        return !"stream".equals(row.get("protocol"))
                && !(row.get("consumer_tag") instanceof String tag && tag.startsWith("stream.subid-"));
    }

    static void addTo(Map<String, CtlCommand> commands) {
        add(commands, "list_queues", IN_VHOST, new Listing("Listing queues for vhost %s ...", "queues", true,
                List.of("name", "messages"), Set.of("durable", "auto_delete", "arguments", "policy", "operator_policy",
                "effective_policy_definition", "pid", "owner_pid", "exclusive", "exclusive_consumer_pid",
                "exclusive_consumer_tag", "messages_ready", "messages_unacknowledged", "messages_ready_ram",
                "messages_unacknowledged_ram", "messages_ram", "messages_persistent", "message_bytes",
                "message_bytes_ready", "message_bytes_unacknowledged", "message_bytes_ram", "message_bytes_persistent",
                "head_message_timestamp", "disk_reads", "disk_writes", "consumers", "consumer_utilisation",
                "consumer_capacity", "memory", "state", "type", "leader", "members", "online", "slave_pids",
                "synchronised_slave_pids", "mirror_pids", "synchronised_mirror_pids", "single_active_consumer_tag",
                "message_stats"), (ctl, row) -> row.put("pid", row.get("node"))));
        add(commands, "list_exchanges", IN_VHOST, new Listing("Listing exchanges for vhost %s ...", "exchanges", true,
                List.of("name", "type"), Set.of("durable", "auto_delete", "internal", "arguments", "policy"),
                (ctl, row) -> row.putIfAbsent("policy", null)));
        add(commands, "list_bindings", IN_VHOST, new Listing("Listing bindings for vhost %s...", "bindings", true,
                List.of("source_name", "source_kind", "destination_name", "destination_kind", "routing_key",
                        "arguments"), Set.of("vhost"), (ctl, row) -> {
                    row.put("source_name", row.get("source"));
                    row.put("source_kind", "exchange");
                    row.put("destination_name", row.get("destination"));
                    row.put("destination_kind", row.get("destination_type"));
                }));
        add(commands, "list_vhosts", "[--no-table-headers] " + COLUMNS, new Listing("Listing vhosts ...", "vhosts",
                false, List.of("name"), Set.of("tracing", "description", "tags", "default_queue_type", "cluster_state",
                "protected_from_deletion", "metadata"), (ctl, row) -> {
                    if (!ctl.isJson() && row.get("tags") instanceof List<?> tags) {
                        row.put("tags", new Terms.Words(tags));
                    }
                }));
        addConnections(commands);
    }

    private static void addConnections(Map<String, CtlCommand> commands) {
        add(commands, "list_connections", "[--no-table-headers] " + COLUMNS, new Listing("Listing connections ...",
                "connections", false, List.of("user", "peer_host", "peer_port", "state"), Set.of("pid", "name", "port",
                "host", "ssl", "ssl_protocol", "ssl_key_exchange", "ssl_cipher", "ssl_hash", "peer_cert_subject",
                "peer_cert_issuer", "peer_cert_validity", "channels", "protocol", "auth_mechanism", "vhost", "timeout",
                "frame_max", "channel_max", "client_properties", "recv_oct", "recv_cnt", "send_oct", "send_cnt",
                "send_pend", "connected_at", "user_provided_name"), (ctl, row) -> {
                    row.put("pid", Pids.ofConnection(ctl.node(), row.get("name")));
                    row.put("protocol", "{0,9,1}");
                }));
        add(commands, "list_channels", "[--no-table-headers] " + COLUMNS, new Listing("Listing channels ...",
                "channels", false, List.of("pid", "user", "consumer_count", "messages_unacknowledged"), Set.of(
                "connection", "name", "number", "vhost", "transactional", "confirm", "messages_uncommitted",
                "acks_uncommitted", "messages_unconfirmed", "prefetch_count", "global_prefetch_count", "state"),
                (ctl, row) -> {
                    row.put("pid", Pids.ofChannel(ctl.node(), row.get("name")));
                    row.put("connection", Pids.ofConnection(ctl.node(),
                            ((Map<?, ?>) row.get("connection_details")).get("name")));
                }));
        add(commands, "list_consumers", IN_VHOST, new Listing("Listing consumers in vhost %s ...", "consumers", true,
                List.of("queue_name", "channel_pid", "consumer_tag", "ack_required", "prefetch_count", "active",
                        "arguments"), Set.of("exclusive", "activity_status"), (ctl, row) -> {
                    row.put("queue_name", ((Map<?, ?>) row.get("queue")).get("name"));
                    row.put("channel_pid", Pids.ofChannel(ctl.node(),
                            ((Map<?, ?>) row.get("channel_details")).get("name")));
                }));
    }

    private static void add(Map<String, CtlCommand> commands, String name, String usage, Listing listing) {
        commands.put(name, new CtlCommand(usage, 0, CtlCommand.ANY, listing::run));
    }
}
