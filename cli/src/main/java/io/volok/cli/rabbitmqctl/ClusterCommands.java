package io.volok.cli.rabbitmqctl;

import java.util.List;
import java.util.Map;

/** Feature flags, deprecated features, and what scripts for clusters ask of a node that is alone. */
final class ClusterCommands {

    private static final String DEPRECATED = "deprecated-features";

    private ClusterCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        commands.put("enable_feature_flag", new CtlCommand("<all | feature_flag>", 1, 1, ClusterCommands::enable));
        commands.put("list_deprecated_features", new CtlCommand("[--used] [<column> ...]", 0, CtlCommand.ANY,
                ClusterCommands::deprecated));
        commands.put("check_if_any_deprecated_features_are_used", new CtlCommand("", 0, 0, ClusterCommands::checkUsed));
        commands.put("has_reached_target_cluster_size", new CtlCommand("", 0, 0, ctl -> {
            ctl.banner("Checking if target cluster size has been reached on node " + ctl.node() + " ...");
            ctl.done(ctl.client().get(NodeClient.path("health", "checks", "reached-target-cluster-size")));
            ctl.out().println("Target cluster size has been reached on node " + ctl.node());
        }));
        commands.put("await_online_nodes", new CtlCommand("<count>", 1, 1, ClusterCommands::awaitNodes));
        commands.put("restart_vhost", new CtlCommand("[--vhost <vhost>]", 0, 0, ctl -> {
            ctl.banner("Trying to restart vhost '" + ctl.vhost() + "' on node '" + ctl.node() + "' ...");
            ctl.requireVhost(ctl.vhost());
            ctl.out().println("Vhost '" + ctl.vhost() + "' is already running on node '" + ctl.node() + "'");
        }));
        commands.put("reset_stats_db", new CtlCommand("[--all]", 0, 0, ctl -> {
            ctl.banner("Resetting statistics database on node " + ctl.node());
            ctl.done(ctl.client().delete(NodeClient.path("reset")));
        }));
        commands.put("list_node_auth_attempt_stats", new CtlCommand("[--by-source]", 0, 0, ctl -> {
            ctl.banner("Listing authentication\n attempts for node \"" + ctl.node() + "\" ...");
            ctl.print(List.of("protocol", "auth_attempts", "auth_attempts_failed", "auth_attempts_succeeded"),
                    ctl.rows(NodeClient.path("auth", "attempts", ctl.node())));
        }));
        commands.put("quorum_status", new CtlCommand("[--vhost <vhost>] <queue>", 1, 1, ctl -> {
            ctl.banner("Status of queue " + ctl.argument(0) + " on node " + ctl.node() + " ...");
            ctl.print(List.of("Node Name", "Raft State", "Membership"),
                    ctl.rows(NodeClient.path("queues", "quorum", ctl.vhost(), ctl.argument(0), "status")));
        }));
    }

    /** All flags are always on. */
    private static void enable(Ctl ctl) {
        String flag = ctl.argument(0);
        if (flag.equals("all")) {
            ctl.banner("Enabling all feature flags ...");
            return;
        }
        ctl.banner("Enabling feature flag \"" + flag + "\" ...");
        if (!ctl.client().put(NodeClient.path("feature-flags", flag, "enable"), Map.of()).isDone()) {
            throw CtlFailure.error(CtlFailure.USAGE, "This feature flag is not supported by node " + ctl.node());
        }
    }

    private static void deprecated(Ctl ctl) {
        boolean used = ctl.arguments().has("used");
        ctl.banner("Listing deprecated features " + (used ? "in use " : "") + "...");
        ctl.print(ctl.count() > 0 ? ctl.argumentsFrom(0) : List.of("name", "deprecation_phase", "state"),
                ctl.rows(used ? NodeClient.path(DEPRECATED, "used") : NodeClient.path(DEPRECATED)));
    }

    private static void checkUsed(Ctl ctl) {
        ctl.banner("Checking if any deprecated features are used ...");
        List<String> used = ctl.rows(NodeClient.path(DEPRECATED, "used")).stream()
                .map(row -> String.valueOf(row.get("name"))).toList();
        if (!used.isEmpty()) {
            throw new CtlFailure(CtlFailure.UNAVAILABLE, String.join("\n", used));
        }
        ctl.out().println("Cluster reported no deprecated features in use");
    }

    private static void awaitNodes(Ctl ctl) {
        String count = ctl.argument(0);
        ctl.banner("Will wait for at least " + count + " nodes to join the cluster of " + ctl.node() + ". Timeout: 300 seconds.");
        if (!count.equals("1")) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, "There is one node, and it never will be more");
        }
    }
}
