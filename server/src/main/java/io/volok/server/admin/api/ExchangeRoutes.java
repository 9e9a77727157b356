package io.volok.server.admin.api;

import io.volok.broker.vhost.Exchange;
import io.volok.broker.vhost.ExchangeSpec;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code /api/exchanges}: lists, declare, delete. */
final class ExchangeRoutes {

    /** How the default exchange is named in paths, which cannot hold its empty name. */
    private static final String DEFAULT = "amq.default";

    private final Domain domain;
    private final Statistics statistics;

    ExchangeRoutes(Domain domain, Statistics statistics) {
        this.domain = domain;
        this.statistics = statistics;
    }

    void addTo(Router router) {
        router.add("GET", "/api/exchanges", request -> list(request, domain.enterable(request.visitor())))
                .add("GET", "/api/exchanges/{vhost}", request -> list(request, List.of(domain.vhost(request))))
                .add("GET", "/api/exchanges/{vhost}/{name}", this::show)
                .add("PUT", "/api/exchanges/{vhost}/{name}", this::declare)
                .add("DELETE", "/api/exchanges/{vhost}/{name}", this::delete);
    }

    /** The name behind a name in a path. */
    static String name(String inPath) {
        return inPath.equals(DEFAULT) ? "" : inPath;
    }

    /** The exchange that the path names. On its shard. */
    static Exchange find(VirtualHost vhost, Request request) {
        Exchange exchange = vhost.exchange(name(request.parameter("name")));
        if (exchange == null) {
            throw HttpRefusal.noSuchObject();
        }
        return exchange;
    }

    private CompletionStage<Response> list(Request request, List<VirtualHost> vhosts) {
        Function<VirtualHost, List<Row>> rows = vhost -> vhost.exchanges().stream()
                .sorted(Comparator.comparing(Exchange::name)).map(exchange -> row(request, vhost, exchange)).toList();
        return domain.askEach(vhosts, rows).thenApply(all -> ListQuery.answer(request, all));
    }

    private Row row(Request request, VirtualHost vhost, Exchange exchange) {
        ExchangeSpec spec = exchange.spec();
        Row row = new Row().with("arguments", JsonFields.toJson(spec.arguments()))
                .with("auto_delete", spec.autoDelete()).with("durable", spec.durable())
                .with("internal", spec.internal());
        Numbers now = Numbers.of(exchange);
        if (!request.flag("disable_stats")) {
            MessageStats.ofExchange(row, now, statistics.of(vhost).of(exchange), Window.of(request));
        }
        row.with("name", spec.name()).withKnown("policy", exchange.policy().policy());
        return row.with("type", spec.type()).with("user_who_performed_action", "rmq-internal")
                .with("vhost", vhost.name());
    }

    private CompletionStage<Response> show(Request request) {
        return domain.ask(domain.vhost(request), on -> ListQuery.answer(request,
                row(request, on, find(on, request)).with("incoming", List.of()).with("outgoing", List.of())));
    }

    private CompletionStage<Response> declare(Request request) {
        VirtualHost vhost = domain.vhostToChange(request);
        JsonBody body = JsonBody.of(request);
        ExchangeSpec spec = new ExchangeSpec(name(request.parameter("name")), body.text("type", "direct"),
                body.bool("durable"), body.bool("auto_delete"), body.bool("internal"), body.table("arguments"));
        return domain.change(vhost, on -> {
            boolean isNew = on.exchange(spec.name()) == null;
            Refusals.check(on.declareExchange(spec, domain.caller(request, on)));
            return Response.put(isNew);
        });
    }

    private CompletionStage<Response> delete(Request request) {
        return domain.change(domain.vhost(request), on -> {
            Exchange exchange = find(on, request);
            Refusals.check(on.deleteExchange(exchange.name(), request.flag("if-unused"),
                    domain.caller(request, on)));
            return Response.empty();
        });
    }
}
