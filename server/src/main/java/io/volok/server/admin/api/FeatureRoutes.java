package io.volok.server.admin.api;

import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * {@code /api/feature-flags}, {@code /api/deprecated-features}, {@code /api/extensions}, {@code /api/version}: what
 * tools ask to find out what they talk to. Only flags whose behaviour is here are listed, and they are always on.
 */
final class FeatureRoutes {

    private static final String TRANSIENT = "transient_nonexcl_queues";
    private static final Map<String, String> FLAGS = new TreeMap<>(Map.of(
            "implicit_default_bindings", "Default bindings are implicit, and not stored",
            "quorum_queue", "Queues of type quorum",
            "stream_queue", "Queues of type stream",
            "user_limits", "Limits on connections and channels of a user",
            "virtual_host_metadata", "Description, tags and default queue type of virtual hosts",
            "stream_filtering", "Filters of stream consumers",
            "detailed_queues_endpoint", "The path /api/queues/detailed"));
    private static final Map<String, String> DEPRECATED = new TreeMap<>(Map.of(
            "global_qos", "A prefetch that all consumers of a channel share",
            TRANSIENT, "Transient queues that are not exclusive",
            "queue_master_locator", "The argument x-queue-master-locator"));

    private final Domain domain;
    private final Statistics statistics;

    FeatureRoutes(Domain domain, Statistics statistics) {
        this.domain = domain;
        this.statistics = statistics;
    }

    void addTo(Router router) {
        router.add("GET", "/api/feature-flags", request -> Domain.done(ListQuery.answer(request,
                        FLAGS.entrySet().stream().map(flag -> flag(flag.getKey(), flag.getValue())).toList())))
                .add("PUT", "/api/feature-flags/{name}/enable", Audience.ADMINISTRATOR, FeatureRoutes::enable)
                .add("GET", "/api/deprecated-features", request -> Domain.done(ListQuery.answer(request,
                        DEPRECATED.entrySet().stream().map(old -> deprecated(old.getKey(), old.getValue())).toList())))
                .add("GET", "/api/deprecated-features/used", request -> used())
                .add("GET", "/api/extensions", request -> Domain.json(List.of()))
                .addOpen("/api/version", request -> Domain.json(domain.node().rabbitVersion()))
                .add("DELETE", "/api/reset", Audience.ADMINISTRATOR, request -> reset())
                .add("DELETE", "/api/reset/{node}", Audience.ADMINISTRATOR, request -> reset());
    }

    private static Row flag(String name, String description) {
        return new Row().with("callbacks", List.of()).with("desc", description).with("doc_url", "")
                .with("experiment_level", "supported").with("name", name).with("provided_by", "rabbit")
                .with("require_level", "hard").with("stability", "required").with("state", "enabled");
    }

    private static Row deprecated(String name, String description) {
        return new Row().with("deprecation_phase", "permitted_by_default").with("desc", description)
                .with("doc_url", "").with("name", name).with("provided_by", "rabbit").with("state", "permitted");
    }

    /** The one that can be seen in what is there now. */
    private CompletionStage<Response> used() {
        return domain.askEach(domain.open(), on -> List.of(on.queues().stream()
                .anyMatch(queue -> !queue.declaration().durable() && queue.owner() == null))).thenApply(found -> Response.json(
                        found.contains(true) ? List.of(deprecated(TRANSIENT, DEPRECATED.get(TRANSIENT))) : List.of()));
    }

    /** Forgets the history that rates are computed from. */
    private CompletionStage<Response> reset() {
        statistics.reset();
        return Domain.done(Response.empty());
    }

    private static CompletionStage<Response> enable(Request request) {
        if (!FLAGS.containsKey(request.parameter("name"))) {
            throw HttpRefusal.badRequest("unsupported");
        }
        return Domain.done(Response.empty());
    }
}
