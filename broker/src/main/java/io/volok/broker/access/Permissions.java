package io.volok.broker.access;

/**
 * What a user may do in one vhost: a pattern over resource names for each permission.
 *
 * @param configure names the user may create, change and delete
 * @param write names the user may publish to
 * @param read names the user may consume from
 */
public record Permissions(NamePattern configure, NamePattern write, NamePattern read) {

    /** Compiles the three patterns; {@link java.util.regex.PatternSyntaxException} when one is not a pattern. */
    public static Permissions of(String configure, String write, String read) {
        return new Permissions(NamePattern.permission(configure), NamePattern.permission(write),
                NamePattern.permission(read));
    }

    boolean allow(Permission permission, String name) {
        return switch (permission) {
            case CONFIGURE -> configure.matches(name);
            case WRITE -> write.matches(name);
            case READ -> read.matches(name);
        };
    }
}
