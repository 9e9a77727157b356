package io.volok.server.admin;

import io.volok.broker.shard.Shard;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Liveness, metrics and login: what is asked for before anything else, without a user.
 *
 * @param shards asked by the health checks: a shard that answers is alive
 * @param metrics name of each gauge or counter, with its help text and value
 */
public record BasicRoutes(List<Shard> shards, List<Metric> metrics) {

    /**
     * One number of {@code /metrics}.
     *
     * @param type {@code counter} or {@code gauge}
     * @param value callable from any thread
     */
    public record Metric(String name, String type, String help, LongSupplier value) {
    }

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** Adds the routes. */
    public void addTo(Router router) {
        router.add("POST", LoginForm.PATH, request -> done(LoginForm.answer(request)))
                .add("DELETE", LoginForm.PATH, Audience.EVERYBODY, request -> done(Response.empty()))
                .addOpen("/health", this::health)
                .addOpen("/metrics", request -> done(Response.text(PROMETHEUS_TEXT, metricsText())));
    }

    /** Healthy is: every shard still answers. */
    private CompletionStage<Response> health(Request request) {
        CompletableFuture<?>[] answers = shards.stream()
                .map(shard -> Shards.ask(shard, () -> "alive").toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(answers).thenApply(all -> Response.json(Map.of("status", "ok")));
    }

    private String metricsText() {
        StringBuilder text = new StringBuilder();
        for (Metric metric : metrics) {
            text.append("# HELP ").append(metric.name()).append(' ').append(metric.help()).append('\n')
                    .append("# TYPE ").append(metric.name()).append(' ').append(metric.type()).append('\n')
                    .append(metric.name()).append(' ').append(metric.value().getAsLong()).append('\n');
        }
        return text.toString();
    }

    private static CompletionStage<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }
}
