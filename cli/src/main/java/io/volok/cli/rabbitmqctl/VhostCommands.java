package io.volok.cli.rabbitmqctl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Virtual hosts, their limits, tracing and protection; queues in them. */
final class VhostCommands {

    private static final String VHOSTS = "vhosts";
    private static final List<String> METADATA = List.of("description", "tags", "default-queue-type");
    private static final String LIMITS = "vhost-limits";

    private VhostCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        commands.put("add_vhost", new CtlCommand("<vhost> [--description <description>] [--tags \"<tag1>,<tag2>\"] "
                + "[--default-queue-type <quorum|classic|stream>]", 1, 1, VhostCommands::add));
        commands.put("delete_vhost", new CtlCommand("<vhost>", 1, 1, VhostCommands::delete));
        commands.put("update_vhost_metadata", new CtlCommand("<vhost> [--description=<description>] "
                + "[--tags=\"<tag1>,<tag2>\"] [--default-queue-type=<quorum|classic|stream>]", 1, 1,
                VhostCommands::update));
        commands.put("set_vhost_tags", new CtlCommand("<vhost> <tag> [...]", 1, CtlCommand.ANY, VhostCommands::tag));
        commands.put("enable_vhost_deletion_protection", new CtlCommand("<vhost>", 1, 1, ctl ->
                ctl.done(ctl.client().post(protection(ctl), new byte[0]))));
        commands.put("disable_vhost_deletion_protection", new CtlCommand("<vhost>", 1, 1, ctl ->
                ctl.done(ctl.client().delete(protection(ctl)))));
        commands.put("set_vhost_limits", new CtlCommand("[--vhost <vhost>] <definition>", 1, 1, VhostCommands::limit));
        commands.put("clear_vhost_limits", new CtlCommand("[--vhost <vhost>]", 0, 0, VhostCommands::unlimit));
        commands.put("trace_on", new CtlCommand("[--vhost <vhost>]", 0, 0, ctl -> trace(ctl, true)));
        commands.put("trace_off", new CtlCommand("[--vhost <vhost>]", 0, 0, ctl -> trace(ctl, false)));
        commands.put("delete_queue", new CtlCommand("[--vhost <vhost>] <queue_name> [--if-empty|-e] [--if-unused|-u]",
                1, 1, VhostCommands::deleteQueue));
        commands.put("purge_queue", new CtlCommand("<queue> [--vhost <vhost>]", 1, 1, VhostCommands::purgeQueue));
    }

    private static String protection(Ctl ctl) {
        return NodeClient.path(VHOSTS, ctl.argument(0), "deletion", "protection");
    }

    /** What the options say over what was there: a virtual host that is put has nothing but what it is put with. */
    private static Map<String, Object> metadata(Ctl ctl, Map<?, ?> old) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (String option : METADATA) {
            String field = option.replace('-', '_');
            if (ctl.arguments().has(option)) {
                body.put(field, ctl.arguments().option(option, ""));
            } else if (old.get(field) != null) {
                body.put(field, old.get(field));
            }
        }
        return body;
    }

    private static Map<?, ?> known(Ctl ctl, String vhost) {
        ctl.requireVhost(vhost);
        return (Map<?, ?>) ctl.client().get(NodeClient.path(VHOSTS, vhost)).json();
    }

    private static void add(Ctl ctl) {
        ctl.banner("Adding vhost \"" + ctl.argument(0) + "\" ...");
        ctl.done(ctl.client().put(NodeClient.path(VHOSTS, ctl.argument(0)), metadata(ctl, Map.of())));
    }

    private static void update(Ctl ctl) {
        ctl.banner("Updating metadata of vhost \"" + ctl.argument(0) + "\" ...");
        ctl.done(ctl.client().put(NodeClient.path(VHOSTS, ctl.argument(0)),
                metadata(ctl, known(ctl, ctl.argument(0)))));
    }

    private static void tag(Ctl ctl) {
        String vhost = ctl.argument(0);
        ctl.banner("Setting tags for virtual host \"" + vhost + "\" to [" + String.join(", ", ctl.argumentsFrom(1)) + "] ...");
        Map<String, Object> body = metadata(ctl, known(ctl, vhost));
        body.put("tags", ctl.argumentsFrom(1));
        ctl.done(ctl.client().put(NodeClient.path(VHOSTS, vhost), body));
    }

    private static void delete(Ctl ctl) {
        ctl.banner("Deleting vhost \"" + ctl.argument(0) + "\" ...");
        ctl.requireVhost(ctl.argument(0));
        ctl.done(ctl.client().delete(NodeClient.path(VHOSTS, ctl.argument(0))));
    }

    private static void limit(Ctl ctl) {
        ctl.banner("Setting vhost limits to \"" + ctl.argument(0) + "\" for vhost \"" + ctl.vhost() + "\" ...");
        Json.object(ctl.argument(0)).forEach((name, value) -> ctl.done(ctl.client().put(
                NodeClient.path(LIMITS, ctl.vhost(), String.valueOf(name)), Map.of("value", value))));
    }

    private static void unlimit(Ctl ctl) {
        ctl.banner("Clearing vhost \"" + ctl.vhost() + "\" limits ...");
        NodeClient.Reply reply = ctl.client()
                .delete(NodeClient.path("parameters", "vhost-limits", ctl.vhost(), "limits"));
        if (reply.status() == 404) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, "Parameter does not exist");
        }
        ctl.done(reply);
    }

    private static void trace(Ctl ctl, boolean on) {
        String vhost = ctl.vhost();
        ctl.banner((on ? "Starting" : "Stopping") + " tracing for vhost \"" + vhost + "\" ...");
        Map<String, Object> body = metadata(ctl, known(ctl, vhost));
        body.put("tracing", on);
        ctl.done(ctl.client().put(NodeClient.path(VHOSTS, vhost), body));
        ctl.banner("Trace " + (on ? "enabled" : "disabled") + " for vhost " + vhost);
    }

    private static void deleteQueue(Ctl ctl) {
        List<String> conditions = new ArrayList<>();
        if (ctl.arguments().has("if-empty")) {
            conditions.add("if queue is empty ");
        }
        if (ctl.arguments().has("if-unused")) {
            conditions.add("if queue is unused ");
        }
        ctl.banner("Deleting queue '" + ctl.argument(0) + "' on vhost '" + ctl.vhost() + "' "
                + String.join("and ", conditions) + "...");
        String path = NodeClient.path("queues", ctl.vhost(), ctl.argument(0));
        NodeClient.Reply there = ctl.client().get(path);
        if (!there.isDone()) {
            throw CtlFailure.error(CtlFailure.USAGE, "No such queue was found");
        }
        NodeClient.Reply deleted = ctl.client().delete(path + "?if-empty=" + ctl.arguments().has("if-empty")
                + "&if-unused=" + ctl.arguments().has("if-unused"));
        if (deleted.status() == 400) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE,
                    "{:amqp_error, :precondition_failed, ~c\"" + deleted.reason() + "\", :none}");
        }
        ctl.done(deleted);
        Object messages = ((Map<?, ?>) there.json()).get("messages");
        ctl.banner("Queue was successfully deleted with " + messages + " ready messages");
    }

    private static void purgeQueue(Ctl ctl) {
        ctl.banner("Purging queue '" + ctl.argument(0) + "' in vhost '" + ctl.vhost() + "' ...");
        NodeClient.Reply reply = ctl.client()
                .delete(NodeClient.path("queues", ctl.vhost(), ctl.argument(0), "contents"));
        if (reply.status() == 404) {
            throw new CtlFailure(CtlFailure.DATA, "Object (queue, stream, exchange, etc) was not found");
        }
        ctl.done(reply);
    }
}
