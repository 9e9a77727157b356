package io.volok.broker.vhost;

import io.volok.broker.Refusal;
import io.volok.broker.ResourceName;
import io.volok.broker.access.Grants;
import io.volok.broker.access.Permission;

/**
 * On whose behalf a change is asked for.
 *
 * @param grants what the user may do in this vhost; null for the broker itself, which may do everything
 * @param connection whatever stands for the connection, compared by identity; the owner of its exclusive queues. Null
 *     where there is none
 */
public record Caller(Grants grants, Object connection) {

    /** The broker itself. */
    public static final Caller BROKER = new Caller(null, null);

    Refusal check(Permission permission, ResourceName name) {
        return grants == null ? null : grants.check(permission, name);
    }

    Refusal checkAny(ResourceName name) {
        return grants == null ? null : grants.checkAny(name);
    }

    Refusal checkTopicRead(ResourceName exchange, String routingKey) {
        return grants == null ? null : grants.checkTopic(Permission.READ, exchange, routingKey);
    }
}
