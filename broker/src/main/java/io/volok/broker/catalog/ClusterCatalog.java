package io.volok.broker.catalog;

import io.volok.broker.Refusal;
import io.volok.broker.access.HashAlgorithm;
import io.volok.broker.access.PasswordHash;
import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.access.User;
import io.volok.broker.policy.Policy;
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
            seedVhost(vhost);
            change(new CatalogFact.UserPut(new User(user, PasswordHash.of(HashAlgorithm.SHA256, password, random),
                    List.of(User.ADMINISTRATOR), Map.of())));
            change(new CatalogFact.PermissionsPut(vhost, user, Permissions.of(".*", ".*", ".*")));
        }
    }

    /** Gives a new broker its first vhost, and nobody who may use it. Without effect on an old one. */
    public void seedVhost(String vhost) {
        if (state.isEmpty()) {
            change(new CatalogFact.VhostPut(new VhostEntry(vhost, "Default virtual host", List.of(), null, false, false,
                    Map.of())));
        }
    }

    /* ---- users ---- */

    /** Creates or replaces a user. */
    public void putUser(User user) {
        change(new CatalogFact.UserPut(user));
    }

    /** Deletes a user with all permissions. */
    public Refusal deleteUser(String name) {
        return change(new CatalogFact.UserDeleted(name));
    }

    /** Says what a user may do in a vhost. */
    public Refusal putPermissions(String vhost, String user, Permissions permissions) {
        return change(new CatalogFact.PermissionsPut(vhost, user, permissions));
    }

    /** Takes a user's permissions in a vhost away. */
    public Refusal clearPermissions(String vhost, String user) {
        return change(new CatalogFact.PermissionsCleared(vhost, user));
    }

    /** Says which routing keys a user may use on a topic exchange. */
    public Refusal putTopicPermissions(String vhost, String user, String exchange, TopicPermissions permissions) {
        return change(new CatalogFact.TopicPermissionsPut(vhost, user, exchange, permissions));
    }

    /** Lets a user use any routing key on a topic exchange; a null exchange means all of them. */
    public Refusal clearTopicPermissions(String vhost, String user, String exchange) {
        return change(new CatalogFact.TopicPermissionsCleared(vhost, user, exchange));
    }

    /* ---- virtual hosts ---- */

    /** Creates a vhost or changes its properties. */
    public Refusal putVhost(VhostEntry vhost) {
        return change(new CatalogFact.VhostPut(vhost));
    }

    /** Deletes a vhost with everything in it. */
    public Refusal deleteVhost(String name) {
        return change(new CatalogFact.VhostDeleted(name));
    }

    /* ---- policies and parameters ---- */

    /** Sets a policy, or operator policy. */
    public Refusal putPolicy(String vhost, boolean operator, Policy policy) {
        return change(new CatalogFact.PolicyPut(vhost, operator, policy));
    }

    /** Deletes a policy, or operator policy. */
    public Refusal deletePolicy(String vhost, boolean operator, String name) {
        return change(new CatalogFact.PolicyDeleted(vhost, operator, name));
    }

    /** Sets a runtime parameter. */
    public Refusal putParameter(ParameterKey key, FieldValue value) {
        return change(new CatalogFact.ParameterPut(key, value));
    }

    /** Deletes a runtime parameter. */
    public Refusal deleteParameter(ParameterKey key) {
        return change(new CatalogFact.ParameterDeleted(key));
    }

    /* ---- any change ---- */

    /** Makes a fact true, unless it contradicts the catalog; null when it is done. */
    public Refusal change(CatalogFact fact) {
        return load(List.of(fact)).stream().findFirst().orElse(null);
    }

    /**
     * Makes facts true, one after the other, and shows them all at once: the import of definitions.
     *
     * @return why some were refused; the others are done
     */
    public List<Refusal> load(List<CatalogFact> wanted) {
        List<Refusal> refusals = new ArrayList<>();
        List<CatalogFact> done = new ArrayList<>();
        for (CatalogFact fact : wanted) {
            Refusal refusal = state.refuse(fact);
            if (refusal != null) {
                refusals.add(refusal);
            } else {
                facts.append(CatalogFactCodec.write(fact));
                state.apply(fact);
                done.add(fact);
            }
        }
        image = state.image();
        for (CatalogFact fact : done) {
            listeners.forEach(listener -> listener.changed(fact, image));
        }
        return refusals;
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
}
