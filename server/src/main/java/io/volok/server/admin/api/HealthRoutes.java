package io.volok.server.admin.api;

import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import io.volok.server.admin.Shards;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /api/health/checks}, and the older {@code aliveness-test} and {@code healthchecks/node}. */
final class HealthRoutes {

    private static final String CHECKS = "/api/health/checks/";
    private static final Set<String> UNITS = Set.of("days", "weeks", "months", "years");
    /** What RabbitMQ's tools call protocols, where that is not our name for them. */
    private static final Map<String, String> ALIASES = Map.of("amqp091", "amqp", "amqp0.9.1", "amqp",
            "amqp0-9-1", "amqp", "management", "http", "https", "http/ssl", "amqps", "amqp/ssl");

    private final Domain domain;

    HealthRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        router.add("GET", CHECKS + "alarms", request -> alarms("There are alarms in effect in the cluster"))
                .add("GET", CHECKS + "local-alarms", request -> alarms("There are alarms in effect on the node"))
                .add("GET", CHECKS + "port-listener/{port}", this::port)
                .add("GET", CHECKS + "protocol-listener/{protocol}", this::protocol)
                .add("GET", CHECKS + "certificate-expiration/{within}/{unit}", this::certificates)
                .add("GET", CHECKS + "is-in-service", request -> service())
                .add("GET", CHECKS + "ready-to-serve-clients", request -> service())
                .add("GET", CHECKS + "node-is-quorum-critical", request -> answering(
                        new Row().with("status", "ok").with("reason", "single node cluster")));
        for (String alive : List.of("virtual-hosts", "metadata-store/initialized", "metadata-store/initialized/with-data",
                "below-node-connection-limit", "reached-target-cluster-size",
                "quorum-queues-without-elected-leaders/all-vhosts",
                "quorum-queues-without-elected-leaders/all-vhosts/pattern/{pattern}",
                "quorum-queues-without-elected-leaders/vhost/{vhost}",
                "quorum-queues-without-elected-leaders/vhost/{vhost}/pattern/{pattern}")) {
            router.add("GET", CHECKS + alive, request -> answering(new Row().with("status", "ok")));
        }
        router.add("GET", "/api/aliveness-test/{vhost}", request -> domain.ask(domain.vhost(request),
                        on -> Response.json(Map.of("status", "ok"))))
                .add("GET", "/api/healthchecks/node", request -> answering(new Row().with("status", "ok")))
                .add("GET", "/api/healthchecks/node/{node}", this::node);
    }

    /** Healthy is: every shard still answers. On one node that is also what makes queues have leaders. */
    private CompletionStage<Response> answering(Row healthy) {
        return Domain.all(domain.node().shards().stream().map(shard -> Shards.ask(shard, () -> "alive")).toList())
                .thenApply(all -> Response.json(healthy));
    }

    private static Response failed(Row details, String reason) {
        return Response.json(503, details.with("reason", reason).with("status", "failed"));
    }

    private CompletionStage<Response> alarms(String reason) {
        List<String> alarms = domain.node().vitals().alarms();
        if (alarms.isEmpty()) {
            return answering(new Row().with("status", "ok"));
        }
        String node = domain.node().name();
        return Domain.done(failed(new Row().with("alarms", alarms.stream()
                .map(alarm -> new Row().with("node", node).with("resource", alarm)).toList()), reason));
    }

    private CompletionStage<Response> port(Request request) {
        int port;
        try {
            port = Integer.parseInt(request.parameter("port"));
        } catch (NumberFormatException notAPort) {
            throw HttpRefusal.badRequest("Invalid port");
        }
        List<Integer> open = domain.node().listeners().stream().map(Listening::port).toList();
        return Domain.done(open.contains(port) ? Response.json(new Row().with("status", "ok").with("port", port))
                : failed(new Row().with("missing", port).with("ports", open), "No active listener"));
    }

    private CompletionStage<Response> protocol(Request request) {
        String asked = request.parameter("protocol");
        String protocol = ALIASES.getOrDefault(asked, asked);
        List<String> open = domain.node().listeners().stream().map(Listening::protocol).distinct().toList();
        return Domain.done(open.contains(protocol)
                ? Response.json(new Row().with("status", "ok").with("protocols", open))
                : failed(new Row().with("missing", List.of(asked)).with("protocols", open), "No active listener"));
    }

    /** Certificates are looked at when TLS listeners have any. */
    private CompletionStage<Response> certificates(Request request) {
        if (!UNITS.contains(request.parameter("unit"))) {
            throw HttpRefusal.badRequest("Time unit not recognised. Supported units: days, weeks, months, years.");
        }
        if (!request.parameter("within").matches("\\d{1,9}")) {
            throw HttpRefusal.badRequest("Invalid expiration value.");
        }
        return answering(new Row().with("status", "ok"));
    }

    private CompletionStage<Response> service() {
        return domain.node().isServing() ? answering(new Row().with("status", "ok"))
                : Domain.done(failed(new Row(), "the node's listeners are closed"));
    }

    private CompletionStage<Response> node(Request request) {
        if (!request.parameter("node").equals(domain.node().name())) {
            throw HttpRefusal.noSuchObject();
        }
        return answering(new Row().with("status", "ok"));
    }
}
