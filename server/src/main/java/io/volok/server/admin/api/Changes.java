package io.volok.server.admin.api;

import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Changes of the catalog and of virtual hosts, each on its shard, and answered when they are durable.
 *
 * @param catalog what is changed
 * @param shards all of them
 */
record Changes(ClusterCatalog catalog, List<? extends Shard> shards) {

    /**
     * Changes the catalog; answers when every shard has had the chance to follow, so that the next request finds a new
     * virtual host open.
     */
    <T> CompletionStage<T> catalog(Function<ClusterCatalog, T> change) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        catalog.shard().execute(() -> {
            try {
                T done = change.apply(catalog);
                List<CompletionStage<String>> followed = new ArrayList<>();
                for (Shard shard : shards) {
                    followed.add(Shards.ask(shard, () -> "followed"));
                }
                catalog.whenDurable(() -> Domain.all(followed).thenRun(() -> answer.complete(done)));
            } catch (RuntimeException | Error failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    /** Changes a virtual host. */
    static <T> CompletionStage<T> vhost(VirtualHost vhost, Function<VirtualHost, T> change) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        vhost.shard().execute(() -> {
            try {
                T done = change.apply(vhost);
                vhost.whenDurable(() -> answer.complete(done));
            } catch (RuntimeException | Error failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }
}
