package io.volok.server.admin;

import java.util.List;

/**
 * Who sends a request.
 *
 * @param name the user's name
 * @param tags the user's tags
 * @param isOperator whether it is the operator of this machine, who is asked for no permissions
 */
public record Visitor(String name, List<String> tags, boolean isOperator) {

    private static final String ADMINISTRATOR = "administrator";
    private static final String MONITORING = "monitoring";
    private static final String POLICYMAKER = "policymaker";
    private static final String MANAGEMENT = "management";

    /** Nobody in particular. */
    public static final Visitor NOBODY = new Visitor("", List.of(), false);

    /** Copies the tags. */
    public Visitor {
        tags = List.copyOf(tags);
    }

    /** The operator of this machine. */
    public static Visitor operator(String name) {
        return new Visitor(name, List.of(ADMINISTRATOR), true);
    }

    /** Whether everything is allowed. */
    public boolean isAdministrator() {
        return tags.contains(ADMINISTRATOR);
    }

    /** Whether everything may be seen. */
    public boolean isMonitor() {
        return tags.contains(MONITORING) || isAdministrator();
    }

    /** Whether policies may be set. */
    public boolean isPolicymaker() {
        return tags.contains(POLICYMAKER) || isAdministrator();
    }

    /** Whether the HTTP API may be used at all. */
    public boolean isManagement() {
        return tags.contains(MANAGEMENT) || isPolicymaker() || isMonitor();
    }
}
