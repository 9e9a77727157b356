package io.volok.server.admin.api;

import io.volok.broker.access.Grants;
import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Shards;
import io.volok.server.admin.Visitor;
import io.volok.server.amqp.AmqpSession;
import io.volok.server.amqp.ConnectionInfo;
import io.volok.server.stream.StreamConnectionInfo;
import io.volok.server.stream.StreamSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/** How endpoints reach what lives on shards, and what a visitor may reach. */
final class Domain {

    private static final String VHOST = "vhost";
    /** How many things are looked at before a shard does something else. */
    private static final int SLICE = 100;

    private final ManagedNode node;

    Domain(ManagedNode node) {
        this.node = node;
    }

    ManagedNode node() {
        return node;
    }

    CatalogImage image() {
        return node.catalog().image();
    }

    // ---- virtual hosts ----

    /** The virtual host that the path names, for a visitor who may enter it. */
    VirtualHost vhost(Request request) {
        return vhost(request, HttpRefusal.noSuchObject());
    }

    /** As {@link #vhost(Request)}, for a request that would put something into it. */
    VirtualHost vhostToChange(Request request) {
        return vhost(request, HttpRefusal.notFound("vhost_not_found"));
    }

    private VirtualHost vhost(Request request, HttpRefusal missing) {
        String name = request.parameter(VHOST);
        VirtualHost vhost = node.vhost(name);
        if (vhost == null || !image().vhosts().containsKey(name)) {
            throw missing;
        }
        if (!mayEnter(name, request.visitor())) {
            throw HttpRefusal.notFound("Not Found");
        }
        return vhost;
    }

    /** Whether a visitor may look into a virtual host: administrators may, everybody else needs permissions there. */
    boolean mayEnter(String vhost, Visitor visitor) {
        return visitor.isAdministrator() || image().mayEnter(vhost, visitor.name());
    }

    /** Whether a visitor may know of a virtual host, and who is connected to it. */
    boolean isVisible(String vhost, Visitor visitor) {
        return visitor.isMonitor() || mayEnter(vhost, visitor);
    }

    /** As {@link #vhost(Request)}, but a monitor may ask too, who may not look into it. */
    String visibleVhost(Request request) {
        String name = request.parameter(VHOST);
        if (!image().vhosts().containsKey(name)) {
            throw HttpRefusal.noSuchObject();
        }
        if (!isVisible(name, request.visitor())) {
            throw HttpRefusal.notFound("Not Found");
        }
        return name;
    }

    /** What is asked about a user is told to that user, and to monitors. */
    void requireSelfOrMonitor(Request request) {
        if (!request.visitor().isMonitor() && !request.user().equals(request.parameter("user"))) {
            throw HttpRefusal.notAuthorised("User not authorised to access object");
        }
    }

    /** The open virtual hosts that a visitor may know of. */
    List<VirtualHost> visible(Visitor visitor) {
        return open(name -> isVisible(name, visitor));
    }

    /** The open virtual hosts whose things a visitor finds in lists. */
    List<VirtualHost> enterable(Visitor visitor) {
        return open(name -> mayEnter(name, visitor));
    }

    /** All open virtual hosts. */
    List<VirtualHost> open() {
        return open(name -> true);
    }

    private List<VirtualHost> open(Predicate<String> wanted) {
        List<VirtualHost> found = new ArrayList<>();
        for (String name : image().vhosts().keySet()) {
            VirtualHost vhost = node.vhost(name);
            if (vhost != null && wanted.test(name)) {
                found.add(vhost);
            }
        }
        return found;
    }

    /** On whose behalf a virtual host is asked for a change. */
    Caller caller(Request request, VirtualHost vhost) {
        Visitor visitor = request.visitor();
        return visitor.isOperator() ? Caller.BROKER
                : new Caller(new Grants(visitor.name(), vhost.name(), node.catalog()::image), null);
    }

    /** Asks a virtual host on its shard. */
    <T> CompletionStage<T> ask(VirtualHost vhost, Function<VirtualHost, T> question) {
        // What is done with the answer is not the shard's business, so it goes on elsewhere.
        return Shards.ask(vhost.shard(), () -> question.apply(vhost)).thenApplyAsync(Function.identity());
    }

    /**
     * Asks about each of many things of a virtual host, a few at a time, so that messages need not wait for a long list.
     *
     * @param things called once, on the shard
     * @param question called for each of them, on the shard
     */
    <I, T> CompletionStage<List<T>> askMany(VirtualHost vhost, Function<VirtualHost, List<I>> things,
            Function<I, T> question) {
        CompletableFuture<List<T>> answer = new CompletableFuture<>();
        List<T> rows = new ArrayList<>();
        vhost.shard().execute(guarded(answer, () -> slice(vhost.shard(), things.apply(vhost), question, rows, answer)));
        return answer.thenApplyAsync(Function.identity());
    }

    private static <I, T> void slice(Shard shard, List<I> things, Function<I, T> question, List<T> rows,
            CompletableFuture<List<T>> answer) {
        int end = Math.min(things.size(), rows.size() + SLICE);
        while (rows.size() < end) {
            rows.add(question.apply(things.get(rows.size())));
        }
        if (end == things.size()) {
            answer.complete(rows);
        } else {
            shard.execute(guarded(answer, () -> slice(shard, things, question, rows, answer)));
        }
    }

    private static Runnable guarded(CompletableFuture<?> answer, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                answer.completeExceptionally(failure);
            }
        };
    }

    /** Changes a virtual host on its shard; answers when the change is durable. */
    CompletionStage<Response> change(VirtualHost vhost, Function<VirtualHost, Response> change) {
        return Changes.vhost(vhost, change);
    }

    /** Asks several virtual hosts, each on its shard, and puts their answers in a row. */
    <T> CompletionStage<List<T>> askEach(List<VirtualHost> vhosts, Function<VirtualHost, List<T>> question) {
        return all(vhosts.stream().map(vhost -> ask(vhost, question)).toList()).thenApply(lists -> {
            List<T> together = new ArrayList<>();
            lists.forEach(together::addAll);
            return together;
        });
    }

    // ---- the catalog ----

    /** Changes the catalog on its shard; answers when the change is durable, and known to every shard. */
    CompletionStage<Response> catalog(Function<ClusterCatalog, Response> change) {
        return new Changes(node.catalog(), node.shards()).catalog(change);
    }

    // ---- connections ----

    /** The connections that a visitor may see, of all protocols that RabbitMQ has; others than a monitor see their own. */
    CompletionStage<List<ConnectionInfo>> connections(Visitor visitor) {
        List<CompletionStage<ConnectionInfo>> infos = new ArrayList<>();
        for (AmqpSession session : node.sessions()) {
            CompletableFuture<ConnectionInfo> info = new CompletableFuture<>();
            session.inspect(info::complete);
            infos.add(info);
        }
        return all(infos).thenCombine(streamConnections(visitor), (amqp, streams) -> {
            List<ConnectionInfo> found = new ArrayList<>(amqp);
            found.removeIf(info -> !visitor.isMonitor() && !info.user().equals(visitor.name()));
            streams.forEach(info -> found.add(StreamView.connection(info)));
            return found;
        });
    }

    /** The stream connections that a visitor may see. */
    CompletionStage<List<StreamConnectionInfo>> streamConnections(Visitor visitor) {
        List<CompletionStage<StreamConnectionInfo>> infos = new ArrayList<>();
        for (StreamSession session : node.streamSessions()) {
            CompletableFuture<StreamConnectionInfo> info = new CompletableFuture<>();
            session.inspect(info::complete);
            infos.add(info);
        }
        return all(infos).thenApply(all -> all.stream()
                .filter(info -> visitor.isMonitor() || info.user().equals(visitor.name())).toList());
    }

    /** Closes the connections of that name, for a reason that their clients are told. */
    void close(String connection, String reason) {
        node.sessions().stream().filter(session -> session.name().equals(connection))
                .forEach(session -> session.shutDown(reason));
        node.streamSessions().stream().filter(session -> session.name().equals(connection))
                .forEach(session -> session.shutDown(reason));
    }

    // ---- waiting for several ----

    static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
        CompletableFuture<?>[] futures = stages.stream().map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(futures).thenApplyAsync(none ->
                stages.stream().map(stage -> stage.toCompletableFuture().join()).toList());
    }

    static CompletionStage<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }

    static CompletionStage<Response> json(Object value) {
        return done(Response.json(value));
    }
}
