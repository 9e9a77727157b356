package io.volok.broker.vhost;

import io.volok.broker.catalog.CatalogFact;
import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.catalog.VhostEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The virtual hosts of a broker: opens and deletes them as the catalog says, and carries changed policies and limits to
 * their shards.
 *
 * <p>{@link #find} may be called by any thread; the vhost itself only on its shard. Everything else happens on the
 * catalog's shard.
 */
public final class VirtualHosts {

    private final ClusterCatalog catalog;
    private final Function<String, VhostContext> contexts;
    private volatile Map<String, VirtualHost> hosts = Map.of();

    /** Virtual hosts of a catalog; {@code contexts} gives the surroundings of a vhost by its name. */
    public VirtualHosts(ClusterCatalog catalog, Function<String, VhostContext> contexts) {
        this.catalog = catalog;
        this.contexts = contexts;
    }

    /**
     * Opens all virtual hosts that the catalog has, in the call, and follows the catalog from then on. Before the shards
     * run, or with all of them idle.
     */
    public void start() {
        CatalogImage image = catalog.image();
        Map<String, VirtualHost> opened = new HashMap<>();
        image.vhosts().values().forEach(entry -> opened.put(entry.name(), open(entry, image)));
        hosts = Map.copyOf(opened);
        catalog.listen(this::changed);
    }

    /** A virtual host by its name; null when there is none, or it is not open yet. Any thread. */
    public VirtualHost find(String name) {
        return hosts.get(name);
    }

    /** All that are open. Any thread. */
    public Map<String, VirtualHost> all() {
        return hosts;
    }

    private VirtualHost open(VhostEntry entry, CatalogImage image) {
        VirtualHost host = VirtualHost.open(entry.name(), settings(entry), image.policySet(entry.name()),
                contexts.apply(entry.name()));
        host.tracing(entry.tracing());
        return host;
    }

    private static VhostSettings settings(VhostEntry entry) {
        return new VhostSettings(entry.defaultQueueType(), new VhostLimits(entry.limit(VhostEntry.MAX_CONNECTIONS),
                entry.limit(VhostEntry.MAX_QUEUES)));
    }

    private void changed(CatalogFact fact, CatalogImage image) {
        switch (fact) {
            case CatalogFact.VhostPut(VhostEntry entry) -> put(entry, image);
            case CatalogFact.VhostDeleted(String name) -> delete(name);
            case CatalogFact.PolicyPut put -> govern(put.vhost(), image);
            case CatalogFact.PolicyDeleted deleted -> govern(deleted.vhost(), image);
            case CatalogFact.UserPut ignored -> { }
            case CatalogFact.UserDeleted ignored -> { }
            case CatalogFact.PermissionsPut ignored -> { }
            case CatalogFact.PermissionsCleared ignored -> { }
            case CatalogFact.TopicPermissionsPut ignored -> { }
            case CatalogFact.TopicPermissionsCleared ignored -> { }
            case CatalogFact.ParameterPut ignored -> { }
            case CatalogFact.ParameterDeleted ignored -> { }
        }
    }

    private void put(VhostEntry entry, CatalogImage image) {
        VirtualHost host = hosts.get(entry.name());
        VhostContext context = host == null ? contexts.apply(entry.name()) : host.context();
        on(context, () -> {
            if (host == null) {
                VirtualHost opened = open(entry, image);
                onCatalog(() -> add(opened));
            } else {
                host.configure(settings(entry));
                host.tracing(entry.tracing());
            }
        });
    }

    private void add(VirtualHost opened) {
        Map<String, VirtualHost> with = new HashMap<>(hosts);
        with.put(opened.name(), opened);
        hosts = Map.copyOf(with);
        govern(opened.name(), catalog.image());
    }

    private void delete(String name) {
        VirtualHost host = hosts.get(name);
        if (host != null) {
            Map<String, VirtualHost> without = new HashMap<>(hosts);
            without.remove(name);
            hosts = Map.copyOf(without);
            on(host.context(), host::delete);
        }
    }

    private void govern(String name, CatalogImage image) {
        VirtualHost host = hosts.get(name);
        if (host != null) {
            on(host.context(), () -> host.policies(image.policySet(name)));
        }
    }

    private static void on(VhostContext context, Runnable task) {
        if (context.shard().isCurrent()) {
            task.run();
        } else {
            context.shard().execute(task);
        }
    }

    private void onCatalog(Runnable task) {
        if (catalog.shard().isCurrent()) {
            task.run();
        } else {
            catalog.shard().execute(task);
        }
    }

    /** Closes all virtual hosts in an orderly way, with all shards idle. */
    public void close() {
        hosts.values().forEach(VirtualHost::close);
        hosts = Map.of();
    }
}
