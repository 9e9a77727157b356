package io.volok.cli.rabbitmqctl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Users, their passwords, tags and permissions. */
final class UserCommands {

    private static final String USERS = "users";
    private static final String PERMISSIONS = "permissions";
    private static final String TOPIC_PERMISSIONS = "topic-permissions";

    private UserCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        commands.put("add_user", new CtlCommand("<username> [<password>] [<password_hash> --pre-hashed-password]", 1, 2,
                UserCommands::add));
        commands.put("delete_user", new CtlCommand("<username>", 1, 1, UserCommands::delete));
        commands.put("change_password", new CtlCommand("<username> [<password>]", 1, 2, UserCommands::changePassword));
        commands.put("clear_password", new CtlCommand("<username>", 1, 1, UserCommands::clearPassword));
        commands.put("authenticate_user", new CtlCommand("<username> [<password>]", 1, 2, UserCommands::authenticate));
        commands.put("set_user_tags", new CtlCommand("<username> <tag> [...]", 1, CtlCommand.ANY, UserCommands::setTags));
        commands.put("hash_password", new CtlCommand("[<cleartext_password>]", 0, 1, UserCommands::hash));
        commands.put("set_permissions", new CtlCommand("[--vhost <vhost>] <username> <conf> <write> <read>", 4, 4,
                UserCommands::setPermissions));
        commands.put("clear_permissions", new CtlCommand("[--vhost <vhost>] <username>", 1, 1,
                UserCommands::clearPermissions));
        commands.put("set_topic_permissions", new CtlCommand(
                "[--vhost <vhost>] <username> <exchange> <write> <read>", 4, 4, UserCommands::setTopicPermissions));
        commands.put("clear_topic_permissions", new CtlCommand("[--vhost <vhost>] <username> [<exchange>]", 1, 2,
                UserCommands::clearTopicPermissions));
    }

    /** The password that stands behind the user's name, or that is typed. */
    private static String password(Ctl ctl, int index) throws IOException {
        if (ctl.count() > index) {
            return ctl.argument(index);
        }
        if (!ctl.isQuiet()) {
            ctl.out().print("Password: ");
            ctl.out().flush();
        }
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (!ctl.isQuiet()) {
            ctl.out().println();
        }
        if (line == null) {
            throw CtlFailure.error(CtlFailure.USAGE, "No password was given");
        }
        return line;
    }

    private static void put(Ctl ctl, String user, String passwordKey, Object password, Object tags) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(passwordKey, password);
        body.put("tags", tags);
        ctl.done(ctl.client().put(NodeClient.path(USERS, user), body));
    }

    private static void add(Ctl ctl) throws IOException {
        String user = ctl.argument(0);
        ctl.banner("Adding user \"" + user + "\" ...");
        String password = password(ctl, 1);
        if (ctl.client().get(NodeClient.path(USERS, user)).isDone()) {
            throw CtlFailure.error(CtlFailure.SOFTWARE, "User \"" + user + "\" already exists");
        }
        put(ctl, user, ctl.arguments().has("pre-hashed-password") ? "password_hash" : "password", password, "");
        ctl.banner("Done. Don't forget to grant the user permissions to some virtual hosts! "
                + "See 'rabbitmqctl help set_permissions' to learn more.");
    }

    /** Deleting a user that is not there succeeds, as in RabbitMQ. */
    private static void delete(Ctl ctl) {
        ctl.banner("Deleting user \"" + ctl.argument(0) + "\" ...");
        NodeClient.Reply reply = ctl.client().delete(NodeClient.path(USERS, ctl.argument(0)));
        if (reply.status() != 404) {
            ctl.done(reply);
        }
    }

    private static void changePassword(Ctl ctl) throws IOException {
        String user = ctl.argument(0);
        ctl.banner("Changing password for user \"" + user + "\" ...");
        String password = password(ctl, 1);
        put(ctl, user, "password", password, ctl.user(user).get("tags"));
    }

    private static void clearPassword(Ctl ctl) {
        ctl.banner("Clearing password for user \"" + ctl.argument(0) + "\" ...");
        put(ctl, ctl.argument(0), "password_hash", "", ctl.user(ctl.argument(0)).get("tags"));
    }

    /** The API says 401 both to a wrong password and to a user without tags; only the first is a failure here. */
    private static void authenticate(Ctl ctl) throws IOException {
        String user = ctl.argument(0);
        ctl.banner("Authenticating user \"" + user + "\" ...");
        NodeClient.Reply reply = ctl.client()
                .getAs(NodeClient.basic(user, password(ctl, 1)), NodeClient.path("whoami"));
        boolean isKnown = reply.isDone() || reply.json() instanceof Map<?, ?> map
                && "not_authorised".equals(map.get("error"));
        if (!isKnown) {
            throw CtlFailure.error(CtlFailure.DATA, "Error: failed to authenticate user \"" + user + "\"\nuser '"
                    + user + "' - invalid credentials");
        }
        ctl.banner("Success");
    }

    private static void setTags(Ctl ctl) {
        String user = ctl.argument(0);
        List<String> tags = new ArrayList<>();
        for (String given : ctl.argumentsFrom(1)) {
            tags.addAll(List.of(given.split(",")));
        }
        ctl.banner("Setting tags for user \"" + user + "\" to [" + String.join(", ", tags) + "] ...");
        put(ctl, user, "password_hash", ctl.user(user).get("password_hash"), tags);
    }

    private static void hash(Ctl ctl) throws IOException {
        String password = password(ctl, 0);
        ctl.banner("Will hash password " + password);
        NodeClient.Reply reply = ctl.done(ctl.client().get(NodeClient.path("auth", "hash_password", password)));
        ctl.out().println(((Map<?, ?>) reply.json()).get("ok"));
    }

    // ---- permissions ----

    private static void requireBoth(Ctl ctl, String user) {
        if (!ctl.client().get(NodeClient.path("vhosts", ctl.vhost())).isDone()) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, "Virtual host " + ctl.vhost() + " does not exist");
        }
        if (!ctl.client().get(NodeClient.path(USERS, user)).isDone()) {
            throw CtlFailure.error(CtlFailure.NO_USER, "User " + user + " does not exist");
        }
    }

    private static String in(Ctl ctl) {
        return "for user \"" + ctl.argument(0) + "\" in vhost \"" + ctl.vhost() + "\" ...";
    }

    private static void setPermissions(Ctl ctl) {
        ctl.banner("Setting permissions " + in(ctl));
        requireBoth(ctl, ctl.argument(0));
        ctl.done(ctl.client().put(NodeClient.path(PERMISSIONS, ctl.vhost(), ctl.argument(0)), Map.of(
                "configure", ctl.argument(1), "write", ctl.argument(2), "read", ctl.argument(3))));
    }

    private static void clearPermissions(Ctl ctl) {
        ctl.banner("Clearing permissions " + in(ctl));
        ctl.requireVhost(ctl.vhost());
        clear(ctl, NodeClient.path(PERMISSIONS, ctl.vhost(), ctl.argument(0)));
    }

    /** Clearing what is not there succeeds. */
    private static void clear(Ctl ctl, String path) {
        NodeClient.Reply reply = ctl.client().delete(path);
        if (reply.status() != 404) {
            ctl.done(reply);
        }
    }

    private static void setTopicPermissions(Ctl ctl) {
        ctl.banner("Setting topic permissions on \"" + ctl.argument(1) + "\" " + in(ctl));
        requireBoth(ctl, ctl.argument(0));
        ctl.done(ctl.client().put(NodeClient.path(TOPIC_PERMISSIONS, ctl.vhost(), ctl.argument(0)), Map.of(
                "exchange", ctl.argument(1), "write", ctl.argument(2), "read", ctl.argument(3))));
    }

    private static void clearTopicPermissions(Ctl ctl) {
        boolean one = ctl.count() > 1;
        ctl.banner("Clearing topic permissions " + (one ? "on \"" + ctl.argument(1) + "\" " : "") + in(ctl));
        requireBoth(ctl, ctl.argument(0));
        clear(ctl, one ? NodeClient.path(TOPIC_PERMISSIONS, ctl.vhost(), ctl.argument(0), ctl.argument(1))
                : NodeClient.path(TOPIC_PERMISSIONS, ctl.vhost(), ctl.argument(0)));
    }
}
