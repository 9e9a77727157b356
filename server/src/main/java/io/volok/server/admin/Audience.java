package io.volok.server.admin;

/** Whom a route is for. RabbitMQ's user tags decide; an administrator may do what all the others may. */
public enum Audience {
    /** Everybody, even without a name. */
    EVERYBODY(""),
    /** Users with any of the management tags. */
    MANAGEMENT("Not management user"),
    /** Users that may see the node and every virtual host's state. */
    MONITORING("Not monitor user"),
    /** Users that may set policies and parameters. */
    POLICYMAKER("User not authorised to access object"),
    /** Users that may do everything. */
    ADMINISTRATOR("Not administrator user");

    private final String refusal;

    Audience(String refusal) {
        this.refusal = refusal;
    }

    /** What a user hears who does not belong to it. */
    String refusal() {
        return refusal;
    }

    /** Whether a visitor belongs to it. */
    boolean admits(Visitor visitor) {
        return switch (this) {
            case EVERYBODY -> true;
            case MANAGEMENT -> visitor.isManagement();
            case MONITORING -> visitor.isMonitor();
            case POLICYMAKER -> visitor.isPolicymaker();
            case ADMINISTRATOR -> visitor.isAdministrator();
        };
    }
}
