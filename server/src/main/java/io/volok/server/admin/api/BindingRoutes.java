package io.volok.server.admin.api;

import io.volok.broker.ResourceName.Kind;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** {@code /api/bindings}, and the bindings at either end of exchanges and queues. */
final class BindingRoutes {

    private static final String ENDS = "/api/bindings/{vhost}/e/{source}/{kind}/{destination}";

    private final Domain domain;

    BindingRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        router.add("GET", "/api/bindings", request ->
                        list(request, domain.enterable(request.visitor()), binding -> true))
                .add("GET", "/api/bindings/{vhost}", request ->
                        list(request, List.of(domain.vhost(request)), binding -> true))
                .add("GET", "/api/exchanges/{vhost}/{name}/bindings/source", request -> ofExchange(request, true))
                .add("GET", "/api/exchanges/{vhost}/{name}/bindings/destination", request -> ofExchange(request, false))
                .add("GET", "/api/queues/{vhost}/{name}/bindings", this::ofQueue)
                .add("GET", ENDS, this::between)
                .add("POST", ENDS, this::bind)
                .add("GET", ENDS + "/{key}", this::show)
                .add("DELETE", ENDS + "/{key}", this::unbind);
    }

    private CompletionStage<Response> list(Request request, List<VirtualHost> vhosts, Predicate<Binding> wanted) {
        return domain.askEach(vhosts, vhost -> rows(vhost, wanted))
                .thenApply(rows -> ListQuery.answer(request, rows));
    }

    private static List<Row> rows(VirtualHost vhost, Predicate<Binding> wanted) {
        return BindingView.all(vhost).stream().filter(wanted).map(binding -> BindingView.row(vhost, binding)).toList();
    }

    private CompletionStage<Response> ofExchange(Request request, boolean atSource) {
        String name = ExchangeRoutes.name(request.parameter("name"));
        Predicate<Binding> wanted = binding -> atSource ? binding.source().equals(name)
                : binding.destination().equals(Destination.exchange(name));
        return domain.ask(domain.vhost(request), on -> {
            ExchangeRoutes.find(on, request);
            return ListQuery.answer(request, rows(on, wanted));
        });
    }

    private CompletionStage<Response> ofQueue(Request request) {
        Destination queue = Destination.queue(request.parameter("name"));
        return domain.ask(domain.vhost(request), on -> {
            QueueRoutes.find(on, request);
            return ListQuery.answer(request, rows(on, binding -> binding.destination().equals(queue)));
        });
    }

    // ---- between two ends ----

    private static String source(Request request) {
        return ExchangeRoutes.name(request.parameter("source"));
    }

    private static Destination destination(Request request) {
        Kind kind = switch (request.parameter("kind")) {
            case "q" -> Kind.QUEUE;
            case "e" -> Kind.EXCHANGE;
            default -> throw HttpRefusal.noSuchObject();
        };
        return new Destination(kind, request.parameter("destination"));
    }

    private static Predicate<Binding> isBetween(Request request) {
        String source = source(request);
        Destination destination = destination(request);
        return binding -> binding.source().equals(source) && binding.destination().equals(destination);
    }

    private CompletionStage<Response> between(Request request) {
        return list(request, List.of(domain.vhost(request)), isBetween(request));
    }

    private CompletionStage<Response> bind(Request request) {
        VirtualHost vhost = domain.vhostToChange(request);
        JsonBody body = JsonBody.of(request);
        Binding binding = new Binding(source(request), destination(request), body.text("routing_key", ""),
                body.table("arguments"));
        String location = request.parameter("destination") + "/" + BindingView.key(binding);
        return domain.change(vhost, on -> {
            Refusals.check(on.bind(binding, domain.caller(request, on)));
            return Response.created().with("location", location);
        });
    }

    private static Binding find(VirtualHost vhost, Request request) {
        String key = request.parameter("key");
        return BindingView.all(vhost).stream().filter(isBetween(request))
                .filter(binding -> BindingView.hasKey(binding, key)).findFirst()
                .orElseThrow(HttpRefusal::noSuchObject);
    }

    private CompletionStage<Response> show(Request request) {
        return domain.ask(domain.vhost(request),
                on -> ListQuery.answer(request, BindingView.row(on, find(on, request))));
    }

    private CompletionStage<Response> unbind(Request request) {
        return domain.change(domain.vhost(request), on -> {
            Refusals.check(on.unbind(find(on, request), domain.caller(request, on)));
            return Response.empty();
        });
    }
}
