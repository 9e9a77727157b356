package io.volok.server.runtime;

import io.volok.broker.catalog.CatalogFact;
import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.CatalogListener;
import io.volok.broker.catalog.VhostEntry;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.VhostContext;
import io.volok.broker.vhost.VhostLimits;
import io.volok.broker.vhost.VhostSettings;
import io.volok.broker.vhost.VirtualHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The virtual hosts that are open, kept in step with the catalog. Each one lives on the shard that its name falls to.
 *
 * <p>Any thread may look one up; changes of the catalog arrive on its shard and are posted to where they belong.
 */
public final class Vhosts implements CatalogListener {

    private final List<? extends Shard> shards;
    /** What a virtual host of that name needs. */
    private final Function<String, VhostContext> contexts;
    private final Runnable beforeDelete;
    private final Consumer<VirtualHost> furnish;
    private final Map<String, VirtualHost> open = new ConcurrentHashMap<>();

    /** @param furnish called with each virtual host that was opened, on its shard */
    Vhosts(List<? extends Shard> shards, Function<String, VhostContext> contexts, Runnable beforeDelete,
            Consumer<VirtualHost> furnish) {
        this.furnish = furnish;
        this.shards = shards;
        this.contexts = contexts;
        this.beforeDelete = beforeDelete;
    }

    /** The shard on which a virtual host of that name lives. */
    Shard home(String name) {
        return shards.get(Math.floorMod(name.hashCode(), shards.size()));
    }

    /** The open virtual host, or null. */
    public VirtualHost get(String name) {
        return open.get(name);
    }

    /** All that are open. */
    public Collection<VirtualHost> all() {
        return open.values();
    }

    /** Opens everything that the catalog knows; completed when all are there. */
    CompletableFuture<Void> openAll(CatalogImage image) {
        List<CompletableFuture<?>> opening = new ArrayList<>();
        for (VhostEntry entry : image.vhosts().values()) {
            CompletableFuture<Void> opened = new CompletableFuture<>();
            opening.add(opened);
            home(entry.name()).execute(() -> {
                try {
                    open(entry, image);
                    opened.complete(null);
                } catch (RuntimeException | Error failure) {
                    opened.completeExceptionally(failure);
                }
            });
        }
        return CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new));
    }

    private void open(VhostEntry entry, CatalogImage image) {
        VirtualHost vhost = VirtualHost.open(
                entry.name(), settings(entry), image.policySet(entry.name()), contexts.apply(entry.name()));
        vhost.tracing(entry.tracing());
        furnish.accept(vhost);
        open.put(entry.name(), vhost);
    }

    private static VhostSettings settings(VhostEntry entry) {
        return new VhostSettings(entry.defaultQueueType(), new VhostLimits(
                entry.limit(VhostEntry.MAX_CONNECTIONS), entry.limit(VhostEntry.MAX_QUEUES)));
    }

    @Override
    public void changed(CatalogFact fact, CatalogImage image) {
        switch (fact) {
            case CatalogFact.VhostPut(VhostEntry entry) -> post(entry.name(), () -> put(entry, image));
            case CatalogFact.VhostDeleted(String name) -> post(name, () -> delete(name));
            case CatalogFact.PolicyPut put -> post(put.vhost(), () -> govern(put.vhost(), image));
            case CatalogFact.PolicyDeleted deleted -> post(deleted.vhost(), () -> govern(deleted.vhost(), image));
            default -> { }
        }
    }

    private void post(String vhost, Runnable task) {
        Shard shard = home(vhost);
        if (shard.isCurrent()) {
            task.run();
        } else {
            shard.execute(task);
        }
    }

    private void put(VhostEntry entry, CatalogImage image) {
        VirtualHost vhost = open.get(entry.name());
        if (vhost == null) {
            open(entry, image);
        } else {
            vhost.configure(settings(entry));
            vhost.tracing(entry.tracing());
        }
    }

    private void govern(String name, CatalogImage image) {
        VirtualHost vhost = open.get(name);
        if (vhost != null) {
            vhost.policies(image.policySet(name));
        }
    }

    /** Nobody can enter any more; those who are in are sent away first, then everything goes. */
    private void delete(String name) {
        VirtualHost vhost = open.remove(name);
        if (vhost != null) {
            beforeDelete.run();
            home(name).execute(vhost::delete);
        }
    }

    /** Closes those of one shard. Called there. */
    void close(Shard shard) {
        for (VirtualHost vhost : open.values()) {
            if (vhost.shard() == shard) {
                vhost.close();
            }
        }
    }
}
