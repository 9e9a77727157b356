package io.volok.broker.catalog;

import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.access.User;
import io.volok.broker.policy.Policy;
import io.volok.codec.table.FieldValue;

/** Something that became true in the catalog of the whole broker. */
public sealed interface CatalogFact {

    /** A user exists with these properties. */
    record UserPut(User user) implements CatalogFact {
    }

    /** A user is gone, with all permissions. */
    record UserDeleted(String name) implements CatalogFact {
    }

    /** A virtual host exists with these properties. */
    record VhostPut(VhostEntry vhost) implements CatalogFact {
    }

    /** A virtual host is gone, with all that refers to it. */
    record VhostDeleted(String name) implements CatalogFact {
    }

    /** What a user may do in a vhost. */
    record PermissionsPut(String vhost, String user, Permissions permissions) implements CatalogFact {
    }

    /** A user may no longer enter a vhost. */
    record PermissionsCleared(String vhost, String user) implements CatalogFact {
    }

    /** Which routing keys a user may use on a topic exchange. */
    record TopicPermissionsPut(String vhost, String user, String exchange, TopicPermissions permissions)
            implements CatalogFact {
    }

    /** A user may use any routing key on a topic exchange; null for all exchanges. */
    record TopicPermissionsCleared(String vhost, String user, String exchange) implements CatalogFact {
    }

    /** A policy, or operator policy, exists. */
    record PolicyPut(String vhost, boolean operator, Policy policy) implements CatalogFact {
    }

    /** A policy, or operator policy, is gone. */
    record PolicyDeleted(String vhost, boolean operator, String name) implements CatalogFact {
    }

    /** A runtime parameter has a value; a null vhost and component make it global. */
    record ParameterPut(ParameterKey key, FieldValue value) implements CatalogFact {
    }

    /** A runtime parameter is gone. */
    record ParameterDeleted(ParameterKey key) implements CatalogFact {
    }
}
