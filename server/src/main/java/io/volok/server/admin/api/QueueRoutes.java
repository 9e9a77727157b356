package io.volok.server.admin.api;

import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.VhostQueue;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** {@code /api/queues}: lists, declare, delete, purge, actions. */
final class QueueRoutes {

    private static final String NAME = "name";
    private static final int NAME_BYTES_MAX = 255;

    private final Domain domain;
    private final QueueView view;
    private final ConsumerView consumers;

    QueueRoutes(Domain domain, QueueView view, ConsumerView consumers) {
        this.domain = domain;
        this.view = view;
        this.consumers = consumers;
    }

    void addTo(Router router) {
        router.add("GET", "/api/queues", request -> list(request, domain.enterable(request.visitor())))
                .add("GET", "/api/queues/detailed", request -> list(request, domain.enterable(request.visitor())))
                .add("GET", "/api/queues/{vhost}", request -> list(request, List.of(domain.vhost(request))))
                .add("GET", "/api/queues/{vhost}/{name}", this::show)
                .add("PUT", "/api/queues/{vhost}/{name}", this::declare)
                .add("DELETE", "/api/queues/{vhost}/{name}", this::delete)
                .add("DELETE", "/api/queues/{vhost}/{name}/contents", this::purge)
                .add("POST", "/api/queues/{vhost}/{name}/actions", this::act)
                .add("POST", "/api/rebalance/queues", Audience.ADMINISTRATOR,
                        request -> Domain.done(Response.empty()));
    }

    private CompletionStage<Response> list(Request request, List<VirtualHost> vhosts) {
        List<CompletionStage<List<Row>>> lists = new ArrayList<>();
        for (VirtualHost vhost : vhosts) {
            lists.add(domain.askMany(vhost, on -> on.queues().stream().sorted(Comparator.comparing(VhostQueue::name))
                    .toList(), queue -> listed(request, row(request, vhost, queue))));
        }
        return Domain.all(lists).thenApply(all -> ListQuery.answer(request, all.stream().flatMap(List::stream).toList()));
    }

    /** A list leaves out what a queue does not have; {@code /queues/detailed} does not. */
    private static Row listed(Request request, Row row) {
        if (!request.path().endsWith("/detailed")) {
            row.values().removeIf(Objects::isNull);
        }
        return row;
    }

    private Row row(Request request, VirtualHost vhost, VhostQueue queue) {
        if (!request.flag("disable_stats")) {
            return view.full(vhost, queue, Window.of(request));
        }
        return request.flag("enable_queue_totals") ? view.withTotals(vhost, queue) : view.basics(vhost, queue);
    }

    private CompletionStage<Response> show(Request request) {
        VirtualHost vhost = domain.vhost(request);
        return domain.ask(vhost, on -> row(request, on, find(on, request)))
                .thenCompose(row -> consumers.of(vhost.name(), request.parameter(NAME)).thenApply(found ->
                        ListQuery.answer(request, row.with("consumer_details", found)
                                .with("deliveries", List.of()).with("incoming", List.of()))));
    }

    /** The queue that the path names. On its shard. */
    static VhostQueue find(VirtualHost vhost, Request request) {
        VhostQueue queue = vhost.queue(request.parameter(NAME));
        if (queue == null) {
            throw HttpRefusal.noSuchObject();
        }
        return queue;
    }

    private CompletionStage<Response> declare(Request request) {
        VirtualHost vhost = domain.vhostToChange(request);
        JsonBody body = JsonBody.of(request);
        String name = request.parameter(NAME);
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > NAME_BYTES_MAX) {
            throw HttpRefusal.badRequest("queue should be less than 255 bytes, actually was " + length + "\n");
        }
        String node = body.text("node");
        if (node != null && !node.equals(domain.node().name())) {
            throw HttpRefusal.badRequest("Node " + node + " is not a cluster member");
        }
        QueueDeclaration declaration = new QueueDeclaration(name, body.bool("durable"), false,
                body.bool("auto_delete"), body.table("arguments"));
        return domain.change(vhost, on -> {
            boolean isNew = on.queue(name) == null;
            Refusals.check(on.declareQueue(declaration, domain.caller(request, on)));
            return Response.put(isNew);
        });
    }

    private CompletionStage<Response> delete(Request request) {
        return domain.change(domain.vhost(request), on -> {
            VhostQueue queue = find(on, request);
            Refusals.check(on.deleteQueue(queue.name(), request.flag("if-unused"), request.flag("if-empty"),
                    owner(request, on, queue)));
            return Response.empty();
        });
    }

    /**
     * An exclusive queue may be deleted and purged through here although it belongs to a connection, as in RabbitMQ.
     */
    private Caller owner(Request request, VirtualHost vhost, VhostQueue queue) {
        return new Caller(domain.caller(request, vhost).grants(), queue.owner());
    }

    private CompletionStage<Response> purge(Request request) {
        return domain.change(domain.vhost(request), on -> {
            VhostQueue queue = find(on, request);
            Refusals.check(on.purgeQueue(queue.name(), owner(request, on, queue)));
            return Response.empty();
        });
    }

    /** RabbitMQ's actions move mirrors about; there are none here, as there are none in RabbitMQ 4. */
    private CompletionStage<Response> act(Request request) {
        VirtualHost vhost = domain.vhostToChange(request);
        JsonBody body = JsonBody.of(request);
        return domain.ask(vhost, on -> {
            if (on.queue(request.parameter(NAME)) == null) {
                throw HttpRefusal.notFound("queue_not_found");
            }
            List<Object> reason = new ArrayList<>(List.of("unknown"));
            reason.add(body.require("action").value("action"));
            throw HttpRefusal.badRequest(reason);
        });
    }
}
