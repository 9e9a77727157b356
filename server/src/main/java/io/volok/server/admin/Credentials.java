package io.volok.server.admin;

/** Says whether a user name and a password belong together. Called on the HTTP loop; must not block. */
@FunctionalInterface
public interface Credentials {

    /** Whether the user may use the HTTP API at all. */
    boolean accept(String user, String password);
}
