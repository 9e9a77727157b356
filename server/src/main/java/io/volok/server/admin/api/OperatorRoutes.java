package io.volok.server.admin.api;

import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import io.volok.server.admin.Shards;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Volok's own paths, for its operator's tool: watermarks, and the listeners of the messaging protocols. */
final class OperatorRoutes {

    static final String ROOT = "/api/volok/";

    private final Domain domain;

    OperatorRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        router.add("PUT", ROOT + "memory-watermark", Audience.ADMINISTRATOR, this::memory)
                .add("PUT", ROOT + "disk-free-limit", Audience.ADMINISTRATOR, this::disk)
                .add("PUT", ROOT + "serving", Audience.ADMINISTRATOR, this::serve)
                .add("GET", ROOT + "serving", Audience.ADMINISTRATOR, request ->
                        Domain.json(new Row().with("serving", domain.node().isServing())
                                .with("name", domain.node().name())));
    }

    private CompletionStage<Response> memory(Request request) {
        JsonBody body = JsonBody.of(request);
        if (body.value("fraction") instanceof Number fraction && fraction.doubleValue() >= 0
                && fraction.doubleValue() <= 1) {
            return set(() -> domain.node().memoryWatermark(fraction.doubleValue()));
        }
        if (body.value("bytes") instanceof Number bytes && bytes.longValue() >= 0) {
            return set(() -> domain.node().memoryLimit(bytes.longValue()));
        }
        throw HttpRefusal.badRequest("fraction or bytes must be given");
    }

    /** Answers when every session has heard of an alarm that came of it. Setting waits, so it has a thread of its own. */
    private CompletionStage<Response> set(Runnable limit) {
        return CompletableFuture.runAsync(limit).thenCompose(done -> Domain.all(domain.node().shards().stream()
                .map(shard -> Shards.ask(shard, () -> "heard")).toList())).thenApply(all -> Response.empty());
    }

    private CompletionStage<Response> disk(Request request) {
        if (!(JsonBody.of(request).require("bytes").value("bytes") instanceof Number bytes) || bytes.longValue() < 0) {
            throw HttpRefusal.badRequest("bytes must be a number");
        }
        return set(() -> domain.node().diskFreeLimit(bytes.longValue()));
    }

    /** Waits on a thread of its own: the connections of every shard are closed, or the ports opened. */
    private CompletionStage<Response> serve(Request request) {
        boolean on = JsonBody.of(request).require("serving").bool("serving");
        return CompletableFuture.supplyAsync(() -> {
            domain.node().serve(on);
            return Response.empty();
        });
    }
}
