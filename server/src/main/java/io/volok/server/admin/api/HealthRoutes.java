package io.volok.server.admin.api;

import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import io.volok.server.admin.Shards;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** {@code /api/health/checks}, and the older {@code aliveness-test} and {@code healthchecks/node}. */
final class HealthRoutes {

    private static final String CHECKS = "/api/health/checks/";
    private static final Map<String, ChronoUnit> UNITS = Map.of("days", ChronoUnit.DAYS, "weeks", ChronoUnit.WEEKS,
            "months", ChronoUnit.MONTHS, "years", ChronoUnit.YEARS);
    private static final long MOST_UNITS = 10_000;
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
                .addOpen(CHECKS + "is-in-service", request -> service())
                .addOpen(CHECKS + "ready-to-serve-clients", request -> service())
                .addOpen(CHECKS + "below-node-connection-limit", request -> answering(ok()))
                .addOpen(CHECKS + "reached-target-cluster-size", request -> answering(ok()))
                .add("GET", CHECKS + "node-is-quorum-critical", request -> answering(
                        ok().with("reason", "single node cluster")));
        for (String alive : List.of("virtual-hosts", "metadata-store/initialized", "metadata-store/initialized/with-data",
                "quorum-queues-without-elected-leaders/all-vhosts",
                "quorum-queues-without-elected-leaders/all-vhosts/pattern/{pattern}",
                "quorum-queues-without-elected-leaders/vhost/{vhost}",
                "quorum-queues-without-elected-leaders/vhost/{vhost}/pattern/{pattern}")) {
            router.add("GET", CHECKS + alive, request -> answering(ok()));
        }
        router.add("GET", "/api/aliveness-test/{vhost}", request -> domain.ask(domain.vhost(request),
                        on -> Response.json(Map.of("status", "ok"))))
                .add("GET", "/api/healthchecks/node", request -> answering(ok()))
                .add("GET", "/api/healthchecks/node/{node}", this::node);
    }

    /** Healthy is: every shard still answers. On one node that is also what makes queues have leaders. */
    private CompletionStage<Response> answering(Row healthy) {
        return Domain.all(domain.node().shards().stream().map(shard -> Shards.ask(shard, () -> "alive")).toList())
                .thenApply(all -> Response.json(healthy));
    }

    private static Row ok() {
        return new Row().with("status", "ok");
    }

    private static Response failed(Row details, String reason) {
        return Response.json(503, details.with("reason", reason).with("status", "failed"));
    }

    private CompletionStage<Response> alarms(String reason) {
        List<String> alarms = domain.node().vitals().alarms();
        if (alarms.isEmpty()) {
            return answering(ok());
        }
        String node = domain.node().name();
        return Domain.done(failed(new Row().with("alarms", alarms.stream()
                .map(alarm -> new Row().with("node", node).with("resource", NodeVitals.inWords(alarm))).toList()), reason));
    }

    private CompletionStage<Response> port(Request request) {
        int port;
        try {
            port = Integer.parseInt(request.parameter("port"));
        } catch (NumberFormatException notAPort) {
            throw HttpRefusal.badRequest("Invalid port");
        }
        List<Integer> open = domain.node().listeners().stream().map(Listening::port).toList();
        return Domain.done(open.contains(port) ? Response.json(ok().with("port", port))
                : failed(new Row().with("missing", port).with("ports", open), "No active listener"));
    }

    /** One protocol, or several with commas. */
    private CompletionStage<Response> protocol(Request request) {
        List<String> open = domain.node().listeners().stream().map(Listening::protocol).distinct().sorted().toList();
        List<String> missing = Stream.of(request.parameter("protocol").split(",")).map(String::strip)
                .filter(asked -> !open.contains(ALIASES.getOrDefault(asked, asked))).toList();
        return Domain.done(missing.isEmpty() ? Response.json(ok().with("protocols", open))
                : failed(new Row().with("missing", missing).with("protocols", open), "No active listener"));
    }

    /** Reads the certificates of encrypted listeners, if there are any, as they are in their files now. */
    private CompletionStage<Response> certificates(Request request) {
        ChronoUnit unit = UNITS.get(request.parameter("unit"));
        if (unit == null) {
            throw HttpRefusal.badRequest("Time unit not recognised. Supported units: days, weeks, months, years.");
        }
        if (!request.parameter("within").matches("\\d{1,9}")) {
            throw HttpRefusal.badRequest("Invalid expiration value.");
        }
        List<Listening> encrypted = domain.node().listeners().stream().filter(Listening::tls).toList();
        Instant limit = OffsetDateTime.now(ZoneOffset.UTC)
                .plus(Math.min(Long.parseLong(request.parameter("within")), MOST_UNITS), unit).toInstant();
        List<Row> expiring = new ArrayList<>();
        try {
            for (X509Certificate certificate : encrypted.isEmpty() ? List.<X509Certificate>of()
                    : domain.node().certificates()) {
                Instant end = certificate.getNotAfter().toInstant();
                if (end.isBefore(limit)) {
                    encrypted.forEach(listening -> expiring.add(expiring(listening, end)));
                }
            }
        } catch (IOException unreadable) {
            return Domain.done(failed(new Row(), "The certificates cannot be read: " + unreadable.getMessage()));
        }
        return expiring.isEmpty() ? answering(ok())
                : Domain.done(failed(new Row().with("expired", expiring), "Certificates expiring"));
    }

    private Row expiring(Listening listening, Instant end) {
        return new Row().with("node", domain.node().name()).with("protocol", listening.protocol())
                .with("interface", listening.address()).with("port", Integer.toString(listening.port()))
                .with("certfile_expires_on", List.of(DateTimeFormatter.ISO_INSTANT.format(end)))
                .with("cacertfile_expires_on", List.of());
    }

    private CompletionStage<Response> service() {
        return domain.node().isServing() ? answering(ok())
                : Domain.done(failed(new Row(), "the node's listeners are closed"));
    }

    private CompletionStage<Response> node(Request request) {
        if (!request.parameter("node").equals(domain.node().name())) {
            throw HttpRefusal.noSuchObject();
        }
        return answering(ok());
    }
}
