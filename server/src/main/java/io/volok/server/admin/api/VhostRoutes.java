package io.volok.server.admin.api;

import io.volok.broker.access.Permissions;
import io.volok.broker.catalog.VhostEntry;
import io.volok.broker.queue.QueueType;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import io.volok.server.amqp.ConnectionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /api/vhosts}: lists, create, change, delete, protect from deletion. */
final class VhostRoutes {

    private static final String NAME = "vhost";

    private final Domain domain;
    private final Statistics statistics;
    private final Samples samples;

    VhostRoutes(Domain domain, Statistics statistics, Samples samples) {
        this.domain = domain;
        this.statistics = statistics;
        this.samples = samples;
    }

    void addTo(Router router) {
        router.add("GET", "/api/vhosts", this::list)
                .add("GET", "/api/vhosts/{vhost}", Audience.ADMINISTRATOR, this::show)
                .add("PUT", "/api/vhosts/{vhost}", Audience.ADMINISTRATOR, this::put)
                .add("DELETE", "/api/vhosts/{vhost}", Audience.ADMINISTRATOR, this::delete)
                .add("POST", "/api/vhosts/{vhost}/deletion/protection", Audience.ADMINISTRATOR,
                        request -> protect(request, true))
                .add("DELETE", "/api/vhosts/{vhost}/deletion/protection", Audience.ADMINISTRATOR,
                        request -> protect(request, false))
                .add("POST", "/api/vhosts/{vhost}/start/{node}", Audience.ADMINISTRATOR, this::start);
    }

    // ---- look ----

    private CompletionStage<Response> list(Request request) {
        return rows(domain.visible(request.visitor()), domain.connections(request.visitor()), Window.of(request))
                .thenApply(rows -> ListQuery.answer(request, rows));
    }

    private CompletionStage<Response> show(Request request) {
        VirtualHost vhost = domain.node().vhost(request.parameter(NAME));
        if (vhost == null) {
            throw HttpRefusal.noSuchObject();
        }
        return rows(List.of(vhost), domain.connections(request.visitor()), Window.of(request))
                .thenApply(rows -> ListQuery.answer(request, rows.getFirst()));
    }

    private CompletionStage<List<Row>> rows(List<VirtualHost> vhosts,
            CompletionStage<List<ConnectionInfo>> connections, Window window) {
        List<CompletionStage<Row>> rows = new ArrayList<>();
        for (VirtualHost vhost : vhosts) {
            VhostEntry entry = domain.image().vhosts().get(vhost.name());
            rows.add(entry == null ? CompletableFuture.completedFuture(new Row())
                    : domain.ask(vhost, on -> row(entry, on, window)));
        }
        return Domain.all(rows).thenCombine(connections, (all, open) -> {
            all.forEach(row -> addOctets(row, open));
            return all;
        });
    }

    private Row row(VhostEntry entry, VirtualHost vhost, Window window) {
        ShardStatistics numbers = statistics.of(vhost);
        Numbers now = numbers.totals(vhost);
        Track track = numbers.of(vhost);
        Row row = new Row().with("cluster_state", Map.of(domain.node().name(), "running"))
                .with("default_queue_type", defaultQueueType(entry)).with("description", entry.description())
                .with("message_stats", MessageStats.ofVhost(now, track, window));
        return MessageStats.levels(row, now, track, window).with("metadata", metadata(entry)).with("name", entry.name())
                .with("protected_from_deletion", entry.isProtected())
                .with("tags", entry.tags()).with("tracing", entry.tracing());
    }

    /** The bytes of the connections that are open now. */
    private void addOctets(Row row, List<ConnectionInfo> open) {
        Object name = row.get("name");
        long received = 0;
        long sent = 0;
        for (ConnectionInfo connection : open) {
            if (connection.vhost().equals(name)) {
                received += connection.received();
                sent += connection.sent();
            }
        }
        long nowMs = System.currentTimeMillis();
        samples.put(row, "recv_oct", "vhost " + name, received, nowMs);
        samples.put(row, "send_oct", "vhost " + name, sent, nowMs);
    }

    static Row metadata(VhostEntry entry) {
        return new Row().with("default_queue_type", defaultQueueType(entry)).with("description", entry.description())
                .with("protected_from_deletion", entry.isProtected()).with("tags", entry.tags());
    }

    private static String defaultQueueType(VhostEntry entry) {
        return entry.defaultQueueType() == null ? QueueType.CLASSIC.wireName() : entry.defaultQueueType();
    }

    // ---- change ----

    private CompletionStage<Response> put(Request request) {
        JsonBody body = JsonBody.of(request);
        String name = request.parameter(NAME);
        return domain.catalog(catalog -> {
            VhostEntry old = catalog.image().vhosts().get(name);
            Refusals.check(catalog.putVhost(put(old == null ? VhostEntry.named(name) : old, body)));
            if (old == null && !request.visitor().isOperator()) {
                // Who makes a virtual host through the API may use it, as in RabbitMQ.
                Refusals.check(catalog.putPermissions(name, request.user(), Permissions.of(".*", ".*", ".*")));
            }
            return Response.put(old == null);
        });
    }

    /**
     * What becomes of a virtual host that is put: description, tags and default queue type are those of the body, or
     * are gone. Tracing stays unless the body has it; deletion protection has a path of its own. All as in RabbitMQ.
     */
    private static VhostEntry put(VhostEntry old, JsonBody body) {
        VhostEntry kept = new VhostEntry(old.name(), "", List.of(), null, old.tracing(), old.isProtected(), old.limits());
        return merged(kept, body).withProtection(old.isProtected());
    }

    /** What a body says over what was there. */
    static VhostEntry merged(VhostEntry base, JsonBody body) {
        String type = body.has("default_queue_type") || body.has("defaultqueuetype")
                ? body.text("default_queue_type", body.text("defaultqueuetype")) : base.defaultQueueType();
        if ("undefined".equals(type)) {
            type = null;
        }
        if (type != null && QueueType.of(type).isEmpty()) {
            throw HttpRefusal.badRequest(type + " is not a valid queue type");
        }
        return new VhostEntry(base.name(), body.text("description", base.description()),
                body.has("tags") ? body.words("tags") : base.tags(), type,
                body.has("tracing") ? body.bool("tracing") : base.tracing(),
                body.has("protected_from_deletion") ? body.bool("protected_from_deletion") : base.isProtected(),
                base.limits());
    }

    private CompletionStage<Response> delete(Request request) {
        String name = request.parameter(NAME);
        return domain.catalog(catalog -> {
            VhostEntry entry = catalog.image().vhosts().get(name);
            if (entry == null) {
                throw HttpRefusal.noSuchObject();
            }
            if (entry.isProtected()) {
                throw new HttpRefusal(412, "precondition_failed", "Refusing to delete virtual host '" + name
                        + "' because it is protected from deletion");
            }
            Refusals.check(catalog.deleteVhost(name));
            return Response.empty();
        });
    }

    private CompletionStage<Response> protect(Request request, boolean on) {
        String name = request.parameter(NAME);
        return domain.catalog(catalog -> {
            VhostEntry entry = catalog.image().vhosts().get(name);
            if (entry == null) {
                throw HttpRefusal.notFound("Cannot " + (on ? "enable" : "disable")
                        + " deletion protection of virtual host '" + name + "' because it does not exist");
            }
            Refusals.check(catalog.putVhost(entry.withProtection(on)));
            return Response.empty();
        });
    }

    /** A virtual host that is there is running. */
    private CompletionStage<Response> start(Request request) {
        if (!request.parameter("node").equals(domain.node().name())) {
            throw HttpRefusal.badRequest("Unknown node: " + request.parameter("node"));
        }
        if (domain.node().vhost(request.parameter(NAME)) == null) {
            throw HttpRefusal.noSuchObject();
        }
        return Domain.done(Response.empty());
    }
}
