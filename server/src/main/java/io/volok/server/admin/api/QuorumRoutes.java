package io.volok.server.admin.api;

import io.volok.broker.vhost.VhostQueue;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code /api/queues/quorum}: the members of quorum queues. There is one node, so each has one: to add it changes
 * nothing, and it cannot be taken away. Answers are those of a RabbitMQ of one node.
 */
final class QuorumRoutes {

    private static final String PREFIX = "/api/queues/quorum/";
    private static final String NODE = "node";

    private final Domain domain;

    QuorumRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        router.add("POST", PREFIX + "replicas/on/{node}/grow", Audience.ADMINISTRATOR, this::grow)
                .add("DELETE", PREFIX + "replicas/on/{node}/shrink", Audience.ADMINISTRATOR, this::shrink)
                .add("GET", PREFIX + "{vhost}/{name}/status", this::status)
                .add("POST", PREFIX + "{vhost}/{name}/replicas/add", Audience.ADMINISTRATOR, this::addMember)
                .add("DELETE", PREFIX + "{vhost}/{name}/replicas/delete", Audience.ADMINISTRATOR, this::deleteMember);
    }

    private CompletionStage<Response> status(Request request) {
        VirtualHost vhost = domain.vhost(request);
        return domain.ask(vhost, on -> {
            String not = notQuorum(QueueRoutes.find(on, request));
            return not != null ? Response.json(503, new Row().with("status", "failed").with("reason", not))
                    : Response.json(List.of(new Row().with("Node Name", domain.node().name())
                            .with("Raft State", "leader").with("Membership", "voter")));
        });
    }

    /** Why a queue is none of quorum's, or null. */
    private static String notQuorum(VhostQueue queue) {
        return switch (queue.type()) {
            case QUORUM -> null;
            case CLASSIC -> "classic_queue_not_supported";
            default -> "not_quorum_queue";
        };
    }

    private CompletionStage<Response> addMember(Request request) {
        requireMember(request);
        VirtualHost vhost = domain.node().vhost(request.parameter("vhost"));
        return (vhost == null ? CompletableFuture.<VhostQueue>completedFuture(null)
                : domain.ask(vhost, on -> on.queue(request.parameter("name")))).thenApply(queue -> {
                    String refusal = queue == null ? "not_found" : notQuorum(queue);
                    if (refusal != null) {
                        throw unavailable(refusal);
                    }
                    return Response.empty();
                });
    }

    private CompletionStage<Response> deleteMember(Request request) {
        requireMember(request);
        VirtualHost vhost = domain.vhost(request);
        return domain.ask(vhost, on -> {
            String not = notQuorum(QueueRoutes.find(on, request));
            throw unavailable(not == null ? "last_node" : not);
        });
    }

    private void requireMember(Request request) {
        if (!domain.node().name().equals(JsonBody.of(request).require(NODE).text(NODE))) {
            throw HttpRefusal.badRequest("Node is not a cluster member");
        }
    }

    private static HttpRefusal unavailable(String reason) {
        return new HttpRefusal(503, "service_unavailable", reason);
    }

    private CompletionStage<Response> grow(Request request) {
        JsonBody.of(request).require("vhost_pattern", "queue_pattern", "strategy");
        requireThisNode(request);
        return Domain.done(Response.empty());
    }

    /** Accepted, as RabbitMQ does before it finds that the only members are there. */
    private CompletionStage<Response> shrink(Request request) {
        requireThisNode(request);
        return Domain.done(Response.empty(202));
    }

    private void requireThisNode(Request request) {
        if (!request.parameter(NODE).equals(domain.node().name())) {
            throw HttpRefusal.noSuchObject();
        }
    }
}
