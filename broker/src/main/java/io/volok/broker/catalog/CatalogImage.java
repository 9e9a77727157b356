package io.volok.broker.catalog;

import io.volok.broker.access.AccessRules;
import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.access.User;
import io.volok.broker.policy.Policy;
import io.volok.broker.policy.PolicySet;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The catalog at one moment: immutable, for every thread, each map in the order of its keys.
 *
 * @param users by name
 * @param vhosts by name
 * @param permissions by vhost and user
 * @param topicPermissions by vhost, user and exchange
 * @param policies by vhost and name
 * @param operatorPolicies by vhost and name
 * @param parameters by component, vhost and name; global ones have neither component nor vhost
 */
public record CatalogImage(Map<String, User> users, Map<String, VhostEntry> vhosts,
        Map<VhostKey, Permissions> permissions, Map<TopicKey, TopicPermissions> topicPermissions,
        Map<VhostKey, Policy> policies, Map<VhostKey, Policy> operatorPolicies,
        Map<ParameterKey, FieldValue> parameters) implements AccessRules {

    /** The catalog of a broker that has nothing. */
    public static final CatalogImage EMPTY =
            new CatalogImage(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    @Override
    public Permissions permissions(String vhost, String user) {
        return permissions.get(new VhostKey(vhost, user));
    }

    @Override
    public TopicPermissions topicPermissions(String vhost, String user, String exchange) {
        return topicPermissions.isEmpty() ? null : topicPermissions.get(new TopicKey(vhost, user, exchange));
    }

    /** The policies of one vhost, ready to be asked. */
    public PolicySet policySet(String vhost) {
        return new PolicySet(of(vhost, policies), of(vhost, operatorPolicies));
    }

    private static List<Policy> of(String vhost, Map<VhostKey, Policy> all) {
        List<Policy> own = new ArrayList<>();
        all.forEach((key, policy) -> {
            if (key.vhost().equals(vhost)) {
                own.add(policy);
            }
        });
        return own;
    }

    /** Whether a user may enter a vhost. */
    public boolean mayEnter(String vhost, String user) {
        return vhosts.containsKey(vhost) && permissions(vhost, user) != null;
    }
}
