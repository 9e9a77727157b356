package io.volok.broker.catalog;

import io.volok.broker.Refusal;
import io.volok.broker.access.HashAlgorithm;
import io.volok.broker.access.PasswordHash;
import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.access.User;
import io.volok.broker.policy.Policy;
import io.volok.broker.policy.PolicyKeys;
import io.volok.broker.shard.Shard;
import io.volok.codec.table.FieldValue;
import io.volok.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The catalog of the whole broker. {@link #image()} is for every thread; everything else is called on the shard that
 * owns the catalog, and has done its work when it returns.
 */
public final class ClusterCatalog {

    private final Shard shard;
    private final CatalogState state = new CatalogState();
    private final FactLog facts;
    private final List<CatalogListener> listeners = new ArrayList<>();
    private volatile CatalogImage image = CatalogImage.EMPTY;

    private ClusterCatalog(Shard shard, Log log) {
        this.shard = shard;
        facts = new FactLog(shard, log, () -> state.living().stream().map(CatalogFactCodec::write).toList());
    }

    /** Opens the catalog that a log keeps. */
    public static ClusterCatalog open(Shard shard, Log log) {
        ClusterCatalog catalog = new ClusterCatalog(shard, log);
        catalog.facts.recover(fact -> catalog.state.apply(CatalogFactCodec.read(fact)));
        catalog.image = catalog.state.image();
        return catalog;
    }

    /** The shard that owns the catalog. */
    public Shard shard() {
        return shard;
    }

    /** The catalog as it is now. Any thread. */
    public CatalogImage image() {
        return image;
    }

    /** Tells a listener of every change from now on, on the catalog's shard, after it is visible in the image. */
    public void listen(CatalogListener listener) {
        listeners.add(listener);
    }

    /** Gives a new broker its first vhost and its first user, who may do everything. Without effect on an old one. */
    public void seed(String vhost, String user, String password, RandomGenerator random) {
        if (state.isEmpty()) {
            commit(new CatalogFact.VhostPut(new VhostEntry(vhost, "Default virtual host", List.of(), null, false, false,
                    Map.of())));
            commit(new CatalogFact.UserPut(new User(user, PasswordHash.of(HashAlgorithm.SHA256, password, random),
                    List.of(User.ADMINISTRATOR), Map.of())));
            commit(new CatalogFact.PermissionsPut(vhost, user, Permissions.of(".*", ".*", ".*")));
        }
    }

    /* ---- users ---- */

    /** Creates or replaces a user. */
    public void putUser(User user) {
        commit(new CatalogFact.UserPut(user));
    }

    /** Deletes a user with all permissions. */
    public Refusal deleteUser(String name) {
        return image.users().containsKey(name) ? commit(new CatalogFact.UserDeleted(name)) : noUser(name);
    }

    /** Says what a user may do in a vhost. */
    public Refusal putPermissions(String vhost, String user, Permissions permissions) {
        Refusal refusal = refuseUnknown(vhost, user);
        return refusal != null ? refusal : commit(new CatalogFact.PermissionsPut(vhost, user, permissions));
    }

    /** Takes a user's permissions in a vhost away. */
    public Refusal clearPermissions(String vhost, String user) {
        Refusal refusal = refuseUnknown(vhost, user);
        return refusal != null ? refusal : commit(new CatalogFact.PermissionsCleared(vhost, user));
    }

    /** Says which routing keys a user may use on a topic exchange. */
    public Refusal putTopicPermissions(String vhost, String user, String exchange, TopicPermissions permissions) {
        Refusal refusal = refuseUnknown(vhost, user);
        return refusal != null ? refusal
                : commit(new CatalogFact.TopicPermissionsPut(vhost, user, exchange, permissions));
    }

    /** Lets a user use any routing key on a topic exchange; a null exchange means all of them. */
    public Refusal clearTopicPermissions(String vhost, String user, String exchange) {
        Refusal refusal = refuseUnknown(vhost, user);
        return refusal != null ? refusal : commit(new CatalogFact.TopicPermissionsCleared(vhost, user, exchange));
    }

    /* ---- virtual hosts ---- */

    /** Creates a vhost or changes its properties. */
    public Refusal putVhost(VhostEntry vhost) {
        return vhost.name().isEmpty() ? new Refusal.PreconditionFailed("vhost name cannot be blank")
                : commit(new CatalogFact.VhostPut(vhost));
    }

    /** Deletes a vhost with everything in it. */
    public Refusal deleteVhost(String name) {
        VhostEntry vhost = image.vhosts().get(name);
        if (vhost == null) {
            return noVhost(name);
        }
        return vhost.isProtected()
                ? new Refusal.PreconditionFailed("vhost '" + name + "' is protected from deletion")
                : commit(new CatalogFact.VhostDeleted(name));
    }

    /* ---- policies and parameters ---- */

    /** Sets a policy, or operator policy. */
    public Refusal putPolicy(String vhost, boolean operator, Policy policy) {
        Refusal refusal = image.vhosts().containsKey(vhost) ? PolicyKeys.validate(policy.definition(), operator)
                : noVhost(vhost);
        return refusal != null ? refusal : commit(new CatalogFact.PolicyPut(vhost, operator, policy));
    }

    /** Deletes a policy, or operator policy. */
    public Refusal deletePolicy(String vhost, boolean operator, String name) {
        var policies = operator ? image.operatorPolicies() : image.policies();
        return policies.containsKey(new VhostKey(vhost, name))
                ? commit(new CatalogFact.PolicyDeleted(vhost, operator, name))
                : new Refusal.NotFound("policy '" + name + "' does not exist");
    }

    /** Sets a runtime parameter. */
    public Refusal putParameter(ParameterKey key, FieldValue value) {
        return key.isGlobal() || image.vhosts().containsKey(key.vhost())
                ? commit(new CatalogFact.ParameterPut(key, value)) : noVhost(key.vhost());
    }

    /** Deletes a runtime parameter. */
    public Refusal deleteParameter(ParameterKey key) {
        return image.parameters().containsKey(key) ? commit(new CatalogFact.ParameterDeleted(key))
                : new Refusal.NotFound("parameter '" + key.name() + "' does not exist");
    }

    /* ---- the whole ---- */

    /** Runs a task when every change so far is as durable as the log promises. */
    public void whenDurable(Runnable task) {
        facts.whenDurable(task);
    }

    /** Closes the log in an orderly way. */
    public void close() {
        facts.close();
    }

    private Refusal commit(CatalogFact fact) {
        facts.append(CatalogFactCodec.write(fact));
        state.apply(fact);
        image = state.image();
        for (CatalogListener listener : List.copyOf(listeners)) {
            listener.changed(fact, image);
        }
        return null;
    }

    private Refusal refuseUnknown(String vhost, String user) {
        if (!image.vhosts().containsKey(vhost)) {
            return noVhost(vhost);
        }
        return image.users().containsKey(user) ? null : noUser(user);
    }

    private static Refusal noUser(String name) {
        return new Refusal.NotFound("user '" + name + "' does not exist");
    }

    private static Refusal noVhost(String name) {
        return new Refusal.NotFound("vhost '" + name + "' does not exist");
    }
}
