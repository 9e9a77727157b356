package io.volok.server.admin.api;

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
import java.util.concurrent.CompletionStage;

/** {@code /api/overview} and {@code /api/nodes}. */
final class OverviewRoutes {

    private final Domain domain;
    private final NodeView node;
    private final Statistics statistics;
    private final Samples samples;

    OverviewRoutes(Domain domain, Statistics statistics, Samples samples) {
        this.domain = domain;
        this.node = new NodeView(domain);
        this.statistics = statistics;
        this.samples = samples;
    }

    void addTo(Router router) {
        router.add("GET", "/api/overview", this::overview)
                .add("GET", "/api/nodes", Audience.MONITORING,
                        request -> Domain.done(ListQuery.answer(request, List.of(nodeRow()))))
                .add("GET", "/api/nodes/{node}", Audience.MONITORING, request -> {
                    requireThis(request);
                    return Domain.done(ListQuery.answer(request, nodeRow()));
                })
                .add("GET", "/api/auth/attempts/{node}", Audience.MONITORING, request -> {
                    requireThis(request);
                    return Domain.json(attempts());
                })
                .add("GET", "/api/auth/attempts/{node}/source", Audience.MONITORING, request -> {
                    requireThis(request);
                    return Domain.json(List.of()); // attempts are not told apart by address, as in RabbitMQ by default
                })
                .add("DELETE", "/api/auth/attempts/{node}", Audience.MONITORING, this::forgetAttempts)
                .add("DELETE", "/api/auth/attempts/{node}/source", Audience.MONITORING, this::forgetAttempts)
                .add("GET", "/api/nodes/{node}/memory/relative", Audience.MONITORING, request -> {
                    requireThis(request);
                    return Domain.json(node.relativeMemory());
                })
                .add("GET", "/api/nodes/{node}/memory", Audience.MONITORING, request -> {
                    requireThis(request);
                    return Domain.json(node.memory());
                });
    }

    private CompletionStage<Response> forgetAttempts(Request request) {
        requireThis(request);
        domain.node().forgetLogins();
        return Domain.done(Response.empty());
    }

    private List<Row> attempts() {
        List<Row> rows = new ArrayList<>();
        domain.node().logins().forEach((protocol, counts) -> rows.add(new Row().with("protocol", protocol)
                .with("auth_attempts", counts.failed() + counts.succeeded())
                .with("auth_attempts_failed", counts.failed()).with("auth_attempts_succeeded", counts.succeeded())));
        return rows;
    }

    private Row nodeRow() {
        Row row = node.row();
        row.putAll(churn());
        return row;
    }

    private void requireThis(Request request) {
        if (!request.parameter("node").equals(domain.node().name())) {
            throw HttpRefusal.noSuchObject();
        }
    }

    // ---- overview ----

    /** What one virtual host adds to the overview. */
    private record Part(Numbers now, double[] rates, int queues, int exchanges) {

        static Part of(VirtualHost vhost, ShardStatistics statistics) {
            Track track = statistics.of(vhost);
            double[] rates = new double[Counter.count()];
            for (Counter counter : Counter.all()) {
                rates[counter.ordinal()] = track == null ? 0 : track.rate(counter);
            }
            return new Part(statistics.totals(vhost), rates, vhost.queues().size(), vhost.exchanges().size());
        }

        static Part sum(List<Part> parts) {
            Numbers now = Numbers.zero();
            double[] rates = new double[Counter.count()];
            int queues = 0;
            int exchanges = 0;
            for (Part part : parts) {
                now.add(part.now());
                for (int i = 0; i < rates.length; i++) {
                    rates[i] += part.rates()[i];
                }
                queues += part.queues();
                exchanges += part.exchanges();
            }
            return new Part(now, rates, queues, exchanges);
        }

        void put(Row row, Counter... counters) {
            for (Counter counter : counters) {
                row.with(counter.field(), now.get(counter))
                        .with(counter.field() + "_details", Track.details(rates[counter.ordinal()]));
            }
        }
    }

    private CompletionStage<Response> overview(Request request) {
        CompletionStage<List<Part>> parts = domain.askEach(domain.visible(request.visitor()),
                vhost -> List.of(Part.of(vhost, statistics.of(vhost))));
        return parts.thenCombine(domain.connections(request.visitor()), (found, connections) ->
                ListQuery.answer(request, row(request, Part.sum(found), connections)));
    }

    private Row row(Request request, Part sum, List<ConnectionInfo> connections) {
        ManagedNode managed = domain.node();
        NodeVitals vitals = managed.vitals();
        String version = managed.rabbitVersion();
        Row stats = new Row();
        sum.put(stats, MessageStats.TOTALS.toArray(Counter[]::new));
        Row totals = new Row();
        sum.put(totals, Counter.MESSAGES, Counter.READY, Counter.UNACKED);
        Row row = new Row().with("churn_rates", churn())
                .with("cluster_name", ParameterRoutes.clusterName(domain)).with("cluster_tags", Map.of())
                .with("default_queue_type", "classic").with("disable_stats", false)
                .with("enable_queue_totals", false)
                .with("erlang_full_version", NodeView.runtime(vitals))
                .with("erlang_version", vitals.process().javaVersion())
                .with("exchange_types", NodeView.exchangeTypes()).with("is_op_policy_updating_enabled", true)
                .with("management_version", version).with("message_stats", stats)
                .with("node", managed.name()).with("node_tags", Map.of())
                .with("object_totals", objects(sum, connections))
                .with("product_name", "Volok").with("product_version", managed.productVersion())
                .with("queue_totals", totals);
        if (request.visitor().isMonitor()) {
            row.with("listeners", node.listeners()).with("contexts", node.contexts());
        }
        return row.with("rabbitmq_version", version).with("rates_mode", "basic")
                .with("sample_retention_policies", new Row().with("global", List.of(10)).with("basic", List.of(10))
                        .with("detailed", List.of(10)))
                .with("statistics_db_event_queue", 0);
    }

    private static Row objects(Part sum, List<ConnectionInfo> connections) {
        int channels = 0;
        int consumers = 0;
        for (ConnectionInfo connection : connections) {
            channels += connection.channels().size();
            consumers += connection.channels().stream().mapToInt(channel -> channel.consumers().size()).sum();
        }
        return new Row().with("channels", channels).with("connections", connections.size())
                .with("consumers", consumers).with("exchanges", sum.exchanges()).with("queues", sum.queues());
    }

    private Row churn() {
        Row row = new Row();
        long nowMs = System.currentTimeMillis();
        domain.node().churn().forEach((name, count) -> samples.put(row, name, "churn", count, nowMs));
        samples.put(row, "queue_created", "churn", statistics.queuesSeen(), nowMs);
        samples.put(row, "queue_declared", "churn", statistics.queuesSeen(), nowMs);
        samples.put(row, "queue_deleted", "churn", statistics.queuesGone(), nowMs);
        return row;
    }
}
