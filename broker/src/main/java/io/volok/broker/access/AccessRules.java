package io.volok.broker.access;

/** Where permissions come from. Implementations are immutable, so that a changed rule is a changed object. */
public interface AccessRules {

    /** What a user may do in a vhost; null when the user may not enter it. */
    Permissions permissions(String vhost, String user);

    /** Restrictions on routing keys of a topic exchange; null when there are none. */
    TopicPermissions topicPermissions(String vhost, String user, String exchange);
}
