package io.volok.broker.access;

import java.util.regex.Pattern;

/**
 * Which routing keys a user may publish to and bind with on one topic exchange. The patterns may contain
 * <code>{username}</code> and <code>{vhost}</code>.
 *
 * @param write pattern over the routing keys of published messages
 * @param read pattern over the binding keys
 */
public record TopicPermissions(String write, String read) {

    /** Checks both patterns; {@link java.util.regex.PatternSyntaxException} when one is not a pattern. */
    public TopicPermissions {
        Pattern.compile(expand(write, "u", "v"));
        Pattern.compile(expand(read, "u", "v"));
    }

    /**
     * The pattern for one user in one vhost, ready to match. The values go in as they are, as in RabbitMQ, so that a
     * user's name may itself be a pattern.
     */
    NamePattern pattern(Permission permission, String user, String vhost) {
        return NamePattern.permission(expand(permission == Permission.WRITE ? write : read, user, vhost));
    }

    private static String expand(String pattern, String user, String vhost) {
        return pattern.replace("{username}", user).replace("{vhost}", vhost);
    }
}
