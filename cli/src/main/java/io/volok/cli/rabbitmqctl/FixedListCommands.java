package io.volok.cli.rabbitmqctl;

import java.util.List;
import java.util.Map;

/** The lists whose columns are always the same. */
final class FixedListCommands {

    private FixedListCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        commands.put("list_users", new CtlCommand("[--no-table-headers]", 0, 0, ctl -> {
            ctl.banner("Listing users ...");
            List<Map<String, Object>> rows = ctl.rows(NodeClient.path("users"));
            rows.forEach(row -> {
                row.put("user", row.get("name"));
                if (!ctl.isJson()) {
                    row.put("tags", new Terms.Words((List<?>) row.get("tags")));
                }
            });
            ctl.print(List.of("user", "tags"), rows);
        }));
        addPermissions(commands);
        addPolicies(commands);
        addLimits(commands);
        commands.put("list_feature_flags", new CtlCommand("[<column> ...]", 0, CtlCommand.ANY, ctl -> {
            ctl.banner("Listing feature flags ...");
            ctl.print(ctl.count() == 0 ? List.of("name", "state") : ctl.argumentsFrom(0),
                    ctl.rows(NodeClient.path("feature-flags")));
        }));
    }

    private static void addPermissions(Map<String, CtlCommand> commands) {
        commands.put("list_permissions", new CtlCommand("[--vhost <vhost>] [--no-table-headers]", 0, 0, ctl -> {
            ctl.banner("Listing permissions for vhost \"" + ctl.vhost() + "\" ...");
            ctl.requireVhost(ctl.vhost());
            ctl.print(List.of("user", "configure", "write", "read"),
                    ctl.rows(NodeClient.path("vhosts", ctl.vhost(), "permissions")));
        }));
        commands.put("list_user_permissions", new CtlCommand("[--no-table-headers] <username>", 1, 1, ctl -> {
            ctl.banner("Listing permissions for user \"" + ctl.argument(0) + "\" ...");
            requireUser(ctl);
            ctl.print(List.of("vhost", "configure", "write", "read"),
                    ctl.rows(NodeClient.path("users", ctl.argument(0), "permissions")));
        }));
        commands.put("list_topic_permissions", new CtlCommand("[--vhost <vhost>] [--no-table-headers]", 0, 0, ctl -> {
            ctl.banner("Listing topic permissions for vhost \"" + ctl.vhost() + "\" ...");
            ctl.requireVhost(ctl.vhost());
            ctl.print(List.of("user", "exchange", "write", "read"),
                    ctl.rows(NodeClient.path("vhosts", ctl.vhost(), "topic-permissions")));
        }));
        commands.put("list_user_topic_permissions", new CtlCommand("[--no-table-headers] <username>", 1, 1, ctl -> {
            ctl.banner("Listing topic permissions for user \"" + ctl.argument(0) + "\" ...");
            requireUser(ctl);
            ctl.withoutHeaders().print(List.of("vhost", "exchange", "write", "read"),
                    ctl.rows(NodeClient.path("users", ctl.argument(0), "topic-permissions")));
        }));
    }

    /** These lists have RabbitMQ's own way to say that there is no such user. */
    private static void requireUser(Ctl ctl) {
        if (!ctl.client().get(NodeClient.path("users", ctl.argument(0))).isDone()) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, "{:no_such_user, \"" + ctl.argument(0) + "\"}");
        }
    }

    private static void addPolicies(Map<String, CtlCommand> commands) {
        policies(commands, "list_policies", "Listing policies", "policies");
        policies(commands, "list_operator_policies", "Listing operator policy overrides", "operator-policies");
        commands.put("list_parameters", new CtlCommand("[--vhost <vhost>] [--no-table-headers]", 0, 0, ctl -> {
            ctl.banner("Listing runtime parameters for vhost \"" + ctl.vhost() + "\" ...");
            List<Map<String, Object>> rows = ctl.rows(NodeClient.path("parameters")).stream()
                    .filter(row -> ctl.vhost().equals(row.get("vhost"))).toList();
            rows.forEach(row -> row.put("value", Json.text(row.get("value"))));
            ctl.print(List.of("component", "name", "value"), rows);
        }));
        commands.put("list_global_parameters", new CtlCommand("[--no-table-headers]", 0, 0, ctl -> {
            ctl.banner("Listing global runtime parameters ...");
            List<Map<String, Object>> rows = ctl.rows(NodeClient.path("global-parameters"));
            rows.forEach(row -> row.put("value", Json.text(row.get("value"))));
            ctl.print(List.of("name", "value"), rows);
        }));
    }

    private static void policies(Map<String, CtlCommand> commands, String command, String banner, String kind) {
        commands.put(command, new CtlCommand("[--vhost <vhost>] [--no-table-headers]", 0, 0, ctl -> {
            ctl.banner(banner + " for vhost \"" + ctl.vhost() + "\" ...");
            ctl.requireVhost(ctl.vhost());
            List<Map<String, Object>> rows = ctl.rows(NodeClient.path(kind, ctl.vhost()));
            rows.forEach(row -> row.put("definition", Json.text(row.get("definition"))));
            ctl.print(List.of("vhost", "name", "pattern", "apply-to", "definition", "priority"), rows);
        }));
    }

    private static void addLimits(Map<String, CtlCommand> commands) {
        commands.put("list_vhost_limits", new CtlCommand("[--vhost <vhost>] [--global] [--no-table-headers]", 0, 0, ctl -> {
            if (ctl.arguments().has("global")) {
                ctl.banner("Listing limits for all vhosts ...");
                limits(ctl, "vhost", NodeClient.path("vhost-limits"));
                return;
            }
            ctl.banner("Listing limits for vhost \"" + ctl.vhost() + "\" ...");
            ctl.requireVhost(ctl.vhost());
            ctl.rows(NodeClient.path("vhost-limits", ctl.vhost()))
                    .forEach(row -> ctl.out().println(Json.text(row.get("value"))));
        }));
        commands.put("list_user_limits", new CtlCommand("[--user <username>] [--global]", 0, 0, ctl -> {
            if (ctl.arguments().has("global")) {
                ctl.banner("Listing limits for all users ...");
                limits(ctl, "user", NodeClient.path("user-limits"));
                return;
            }
            String user = ctl.arguments().option("user", "guest");
            ctl.banner("Listing limits for user \"" + user + "\" ...");
            ctl.requireUser(user);
            ctl.rows(NodeClient.path("user-limits", user))
                    .forEach(row -> ctl.out().println(Json.text(row.get("value"))));
        }));
    }

    private static void limits(Ctl ctl, String of, String path) {
        List<Map<String, Object>> rows = ctl.rows(path);
        rows.forEach(row -> row.put("limits", Json.text(row.get("value"))));
        ctl.print(List.of(of, "limits"), rows);
    }
}
