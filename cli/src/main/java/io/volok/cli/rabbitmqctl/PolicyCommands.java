package io.volok.cli.rabbitmqctl;

import java.util.Map;

/** Policies, operator policies, parameters, limits of users. */
final class PolicyCommands {

    private static final String POLICIES = "policies";
    private static final String OPERATOR = "operator-policies";

    private PolicyCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        String set = "[--vhost <vhost>] [--priority <priority>] [--apply-to <apply-to>] <name> <pattern> <definition>";
        commands.put("set_policy", new CtlCommand(set, 3, 3, ctl -> set(ctl, POLICIES, "policy")));
        commands.put("clear_policy", new CtlCommand("[--vhost <vhost>] <name>", 1, 1,
                ctl -> clear(ctl, POLICIES, "policy")));
        commands.put("set_operator_policy", new CtlCommand(set, 3, 3,
                ctl -> set(ctl, OPERATOR, "operator policy override")));
        commands.put("clear_operator_policy", new CtlCommand("[--vhost <vhost>] <name>", 1, 1,
                ctl -> clear(ctl, OPERATOR, "operator policy")));
        commands.put("set_parameter", new CtlCommand("[--vhost <vhost>] <component_name> <name> <value>", 3, 3,
                PolicyCommands::setParameter));
        commands.put("clear_parameter", new CtlCommand("[--vhost <vhost>] <component_name> <name>", 2, 2,
                PolicyCommands::clearParameter));
        commands.put("set_global_parameter", new CtlCommand("<name> <value>", 2, 2, PolicyCommands::setGlobal));
        commands.put("clear_global_parameter", new CtlCommand("<name>", 1, 1, PolicyCommands::clearGlobal));
        commands.put("set_user_limits", new CtlCommand("<username> <definition>", 2, 2, PolicyCommands::limitUser));
        commands.put("clear_user_limits", new CtlCommand("<username> <limit_type> | all", 2, 2,
                PolicyCommands::unlimitUser));
        commands.put("set_cluster_name", new CtlCommand("<name>", 1, 1, PolicyCommands::setClusterName));
    }

    private static void set(Ctl ctl, String kind, String word) {
        String priority = ctl.arguments().option("priority", "0");
        ctl.banner("Setting " + word + " \"" + ctl.argument(0) + "\" for pattern \"" + ctl.argument(1) + "\" to \""
                + ctl.argument(2) + "\" with priority \"" + priority + "\" for vhost \"" + ctl.vhost() + "\" ...");
        ctl.requireVhost(ctl.vhost());
        ctl.done(ctl.client().put(NodeClient.path(kind, ctl.vhost(), ctl.argument(0)), Map.of(
                "pattern", ctl.argument(1), "definition", Json.object(ctl.argument(2)),
                "priority", Json.value(priority), "apply-to", ctl.arguments().option("apply-to", "all"))));
    }

    private static void clear(Ctl ctl, String kind, String word) {
        ctl.banner("Clearing " + word + " \"" + ctl.argument(0) + "\" on vhost \"" + ctl.vhost() + "\" ...");
        delete(ctl, NodeClient.path(kind, ctl.vhost(), ctl.argument(0)));
    }

    private static void delete(Ctl ctl, String path) {
        NodeClient.Reply reply = ctl.client().delete(path);
        if (reply.status() == 404) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, "Parameter does not exist");
        }
        ctl.done(reply);
    }

    private static void setParameter(Ctl ctl) {
        ctl.banner("Setting runtime parameter \"" + ctl.argument(1) + "\" for component \"" + ctl.argument(0)
                + "\" to \"" + ctl.argument(2) + "\" in vhost \"" + ctl.vhost() + "\" ...");
        ctl.done(ctl.client().put(NodeClient.path("parameters", ctl.argument(0), ctl.vhost(), ctl.argument(1)),
                Map.of("value", Json.value(ctl.argument(2)))));
    }

    private static void clearParameter(Ctl ctl) {
        ctl.banner("Clearing runtime parameter \"" + ctl.argument(1) + "\" for component \"" + ctl.argument(0)
                + "\" on vhost \"" + ctl.vhost() + "\" ...");
        delete(ctl, NodeClient.path("parameters", ctl.argument(0), ctl.vhost(), ctl.argument(1)));
    }

    private static void setGlobal(Ctl ctl) {
        ctl.banner("Setting global runtime parameter \"" + ctl.argument(0) + "\" to \"" + ctl.argument(1) + "\" ...");
        ctl.done(ctl.client().put(NodeClient.path("global-parameters", ctl.argument(0)),
                Map.of("value", Json.value(ctl.argument(1)))));
    }

    private static void clearGlobal(Ctl ctl) {
        ctl.banner("Clearing global runtime parameter \"" + ctl.argument(0) + "\" ...");
        delete(ctl, NodeClient.path("global-parameters", ctl.argument(0)));
    }

    private static void limitUser(Ctl ctl) {
        ctl.banner("Setting user limits to \"" + ctl.argument(1) + "\" for user \"" + ctl.argument(0) + "\" ...");
        ctl.requireUser(ctl.argument(0));
        Json.object(ctl.argument(1)).forEach((name, value) -> ctl.done(ctl.client().put(
                NodeClient.path("user-limits", ctl.argument(0), String.valueOf(name)), Map.of("value", value))));
    }

    private static void unlimitUser(Ctl ctl) {
        boolean all = ctl.argument(1).equals("all");
        ctl.banner("Clearing " + (all ? "all limits" : "\"" + ctl.argument(1) + "\" limit") + " for user \""
                + ctl.argument(0) + "\" ...");
        for (String limit : all ? new String[] {"max-connections", "max-channels"} : new String[] {ctl.argument(1)}) {
            ctl.done(ctl.client().delete(NodeClient.path("user-limits", ctl.argument(0), limit)));
        }
    }

    private static void setClusterName(Ctl ctl) {
        ctl.banner("Setting cluster name to " + ctl.argument(0) + " ...");
        ctl.done(ctl.client().put(NodeClient.path("cluster-name"), Map.of("name", ctl.argument(0))));
    }
}
