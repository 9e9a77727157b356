package io.volok.broker.catalog;

import io.volok.broker.Refusal;
import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.access.User;
import io.volok.broker.policy.Policy;
import io.volok.broker.policy.PolicyKeys;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The catalog as it is being changed: {@link #apply} is the only way, at run time and at recovery. */
final class CatalogState {

    private final Map<String, User> users = new TreeMap<>();
    private final Map<String, VhostEntry> vhosts = new TreeMap<>();
    private final Map<VhostKey, Permissions> permissions = new TreeMap<>();
    private final Map<TopicKey, TopicPermissions> topicPermissions = new TreeMap<>();
    private final Map<VhostKey, Policy> policies = new TreeMap<>();
    private final Map<VhostKey, Policy> operatorPolicies = new TreeMap<>();
    private final Map<ParameterKey, FieldValue> parameters = new TreeMap<>();

    /** Null when a fact may become true. */
    Refusal refuse(CatalogFact fact) {
        return switch (fact) {
            case CatalogFact.UserPut(User user) -> null;
            case CatalogFact.UserDeleted(String name) -> refuseUser(name);
            case CatalogFact.VhostPut(VhostEntry vhost) -> vhost.name().isEmpty()
                    ? new Refusal.PreconditionFailed("vhost name cannot be blank") : null;
            case CatalogFact.VhostDeleted(String name) -> refuseVhostDeletion(name);
            case CatalogFact.PermissionsPut put -> refuse(put.vhost(), put.user());
            case CatalogFact.PermissionsCleared cleared -> refuse(cleared.vhost(), cleared.user());
            case CatalogFact.TopicPermissionsPut put -> refuse(put.vhost(), put.user());
            case CatalogFact.TopicPermissionsCleared cleared -> refuse(cleared.vhost(), cleared.user());
            case CatalogFact.PolicyPut(String vhost, boolean operator, Policy policy) -> vhosts.containsKey(vhost)
                    ? PolicyKeys.validate(policy.definition(), operator) : refuseVhost(vhost);
            case CatalogFact.PolicyDeleted(String vhost, boolean operator, String name) ->
                    policies(operator).containsKey(new VhostKey(vhost, name)) ? null
                            : new Refusal.NotFound("policy '" + name + "' does not exist");
            case CatalogFact.ParameterPut(ParameterKey key, FieldValue value) ->
                    key.isGlobal() ? null : refuseVhost(key.vhost());
            case CatalogFact.ParameterDeleted(ParameterKey key) -> parameters.containsKey(key) ? null
                    : new Refusal.NotFound("parameter '" + key.name() + "' does not exist");
        };
    }

    private Refusal refuse(String vhost, String user) {
        Refusal refusal = refuseVhost(vhost);
        return refusal != null ? refusal : refuseUser(user);
    }

    private Refusal refuseUser(String name) {
        return users.containsKey(name) ? null : new Refusal.NotFound("user '" + name + "' does not exist");
    }

    private Refusal refuseVhost(String name) {
        return vhosts.containsKey(name) ? null : new Refusal.NotFound("vhost '" + name + "' does not exist");
    }

    private Refusal refuseVhostDeletion(String name) {
        VhostEntry vhost = vhosts.get(name);
        if (vhost != null && vhost.isProtected()) {
            return new Refusal.PreconditionFailed("vhost '" + name + "' is protected from deletion");
        }
        return refuseVhost(name);
    }

    void apply(CatalogFact fact) {
        switch (fact) {
            case CatalogFact.UserPut(User user) -> users.put(user.name(), user);
            case CatalogFact.UserDeleted(String name) -> deleteUser(name);
            case CatalogFact.VhostPut(VhostEntry vhost) -> vhosts.put(vhost.name(), vhost);
            case CatalogFact.VhostDeleted(String name) -> deleteVhost(name);
            case CatalogFact.PermissionsPut(String vhost, String user, Permissions put) ->
                    permissions.put(new VhostKey(vhost, user), put);
            case CatalogFact.PermissionsCleared(String vhost, String user) ->
                    permissions.remove(new VhostKey(vhost, user));
            case CatalogFact.TopicPermissionsPut(String vhost, String user, String exchange, TopicPermissions put) ->
                    topicPermissions.put(new TopicKey(vhost, user, exchange), put);
            case CatalogFact.TopicPermissionsCleared(String vhost, String user, String exchange) ->
                    topicPermissions.keySet().removeIf(key -> key.vhost().equals(vhost) && key.user().equals(user)
                            && (exchange == null || key.exchange().equals(exchange)));
            case CatalogFact.PolicyPut(String vhost, boolean operator, Policy policy) ->
                    policies(operator).put(new VhostKey(vhost, policy.name()), policy);
            case CatalogFact.PolicyDeleted(String vhost, boolean operator, String name) ->
                    policies(operator).remove(new VhostKey(vhost, name));
            case CatalogFact.ParameterPut(ParameterKey key, FieldValue value) -> parameters.put(key, value);
            case CatalogFact.ParameterDeleted(ParameterKey key) -> parameters.remove(key);
        }
    }

    private void deleteUser(String name) {
        users.remove(name);
        permissions.keySet().removeIf(key -> key.name().equals(name));
        topicPermissions.keySet().removeIf(key -> key.user().equals(name));
    }

    private void deleteVhost(String name) {
        Predicate<VhostKey> ofVhost = key -> key.vhost().equals(name);
        vhosts.remove(name);
        permissions.keySet().removeIf(ofVhost);
        topicPermissions.keySet().removeIf(key -> key.vhost().equals(name));
        policies.keySet().removeIf(ofVhost);
        operatorPolicies.keySet().removeIf(ofVhost);
        parameters.keySet().removeIf(key -> name.equals(key.vhost()));
    }

    private Map<VhostKey, Policy> policies(boolean operator) {
        return operator ? operatorPolicies : policies;
    }

    boolean isEmpty() {
        return users.isEmpty() && vhosts.isEmpty();
    }

    CatalogImage image() {
        return new CatalogImage(copy(users), copy(vhosts), copy(permissions), copy(topicPermissions), copy(policies),
                copy(operatorPolicies), copy(parameters));
    }

    private static <K, V> Map<K, V> copy(Map<K, V> sorted) {
        return Collections.unmodifiableMap(new TreeMap<>(sorted));
    }

    /** Facts that amount to the present state, in an order in which each may be applied. */
    List<CatalogFact> living() {
        List<CatalogFact> facts = new ArrayList<>();
        users.values().forEach(user -> facts.add(new CatalogFact.UserPut(user)));
        vhosts.values().forEach(vhost -> facts.add(new CatalogFact.VhostPut(vhost)));
        permissions.forEach((key, put) -> facts.add(new CatalogFact.PermissionsPut(key.vhost(), key.name(), put)));
        topicPermissions.forEach((key, put) ->
                facts.add(new CatalogFact.TopicPermissionsPut(key.vhost(), key.user(), key.exchange(), put)));
        policies.forEach((key, policy) -> facts.add(new CatalogFact.PolicyPut(key.vhost(), false, policy)));
        operatorPolicies.forEach((key, policy) -> facts.add(new CatalogFact.PolicyPut(key.vhost(), true, policy)));
        parameters.forEach((key, value) -> facts.add(new CatalogFact.ParameterPut(key, value)));
        return facts;
    }
}
