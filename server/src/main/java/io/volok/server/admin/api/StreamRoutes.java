package io.volok.server.admin.api;

import io.volok.broker.Outcome;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.ExchangeSpec;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.table.FieldTable;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import io.volok.server.stream.StreamConnectionInfo;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** {@code /api/stream}: what RabbitMQ's stream management plugin adds. */
final class StreamRoutes {

    private static final String NAME = "name";

    private final Domain domain;
    private final ConnectionView connections;
    private final StreamView view;

    StreamRoutes(Domain domain, ConnectionView connections, StreamView view) {
        this.domain = domain;
        this.connections = connections;
        this.view = view;
    }

    void addTo(Router router) {
        Function<StreamConnectionInfo, Stream<Row>> publishers = connection ->
                connection.publishers().stream().map(publisher -> view.publisher(connection, publisher));
        Function<StreamConnectionInfo, Stream<Row>> consumers = connection ->
                connection.consumers().stream().map(consumer -> view.consumer(connection, consumer));
        router.add("GET", "/api/stream/connections", request -> listConnections(request, any -> true))
                .add("GET", "/api/stream/connections/{vhost}", request -> listConnections(request, in(request)))
                .add("GET", "/api/stream/connections/{vhost}/{name}", this::showConnection)
                .add("DELETE", "/api/stream/connections/{vhost}/{name}", this::closeConnection)
                .add("GET", "/api/stream/connections/{vhost}/{name}/publishers", request -> ofOne(request, publishers))
                .add("GET", "/api/stream/connections/{vhost}/{name}/consumers", request -> ofOne(request, consumers))
                .add("GET", "/api/stream/publishers", request -> list(request, any -> true, publishers))
                .add("GET", "/api/stream/publishers/{vhost}", request -> list(request, in(request), publishers))
                .add("GET", "/api/stream/publishers/{vhost}/{name}", request -> ofStream(request, publishers))
                .add("GET", "/api/stream/consumers", request -> list(request, any -> true, consumers))
                .add("GET", "/api/stream/consumers/{vhost}", request -> list(request, in(request), consumers))
                .add("GET", "/api/stream/{vhost}/{name}/tracking", this::tracking)
                .add("PUT", "/api/stream/super-streams/{vhost}/{name}", this::createSuperStream);
    }

    private Predicate<StreamConnectionInfo> in(Request request) {
        String vhost = domain.vhost(request).name();
        return connection -> connection.vhost().equals(vhost);
    }

    private CompletionStage<List<StreamConnectionInfo>> some(Request request, Predicate<StreamConnectionInfo> wanted) {
        return domain.streamConnections(request.visitor()).thenApply(all -> all.stream().filter(wanted)
                .sorted(Comparator.comparing(StreamConnectionInfo::name)).toList());
    }

    private CompletionStage<Response> listConnections(Request request, Predicate<StreamConnectionInfo> wanted) {
        return some(request, wanted).thenApply(found -> ListQuery.answer(request,
                found.stream().map(StreamView::connection).map(connections::row).toList()));
    }

    private CompletionStage<StreamConnectionInfo> one(Request request) {
        return some(request, in(request).and(connection -> connection.name().equals(request.parameter(NAME))))
                .thenApply(found -> found.stream().findFirst().orElseThrow(HttpRefusal::noSuchObject));
    }

    private CompletionStage<Response> showConnection(Request request) {
        return one(request).thenApply(found ->
                ListQuery.answer(request, connections.row(StreamView.connection(found))));
    }

    private CompletionStage<Response> closeConnection(Request request) {
        String reason = request.header("x-reason");
        return one(request).thenApply(found -> {
            domain.close(found.name(), reason == null ? "Closed via management plugin" : reason);
            return Response.empty();
        });
    }

    // ---- publishers and consumers ----

    private CompletionStage<Response> ofOne(Request request, Function<StreamConnectionInfo, Stream<Row>> rows) {
        return one(request).thenApply(found -> ListQuery.answer(request, rows.apply(found).toList()));
    }

    private CompletionStage<Response> list(Request request, Predicate<StreamConnectionInfo> wanted,
            Function<StreamConnectionInfo, Stream<Row>> rows) {
        return some(request, wanted)
                .thenApply(found -> ListQuery.answer(request, found.stream().flatMap(rows).toList()));
    }

    private CompletionStage<Response> ofStream(Request request, Function<StreamConnectionInfo, Stream<Row>> rows) {
        return list(request, in(request), connection -> rows.apply(connection)
                .filter(row -> row.get("queue") instanceof Row queue && queue.get(NAME).equals(request.parameter(NAME))));
    }

    // ---- streams ----

    /** What is remembered of readers and of named publishers. */
    private CompletionStage<Response> tracking(Request request) {
        String type = request.query().get("type");
        return domain.ask(domain.vhost(request), on -> {
            if (!(QueueRoutes.find(on, request) instanceof StreamQueue stream)) {
                throw HttpRefusal.noSuchObject();
            }
            Row row = new Row();
            if (!"writer".equals(type)) {
                row.with("offsets", on.streams().offsets(stream.name()));
            }
            if (!"offset".equals(type)) {
                row.with("writers", on.streams().publishers(stream.name()));
            }
            return Response.json(row);
        });
    }

    /** {@code partitions} (a number) or {@code binding-keys} (names, separated by commas), and {@code arguments}. */
    private CompletionStage<Response> createSuperStream(Request request) {
        VirtualHost vhost = domain.vhostToChange(request);
        JsonBody body = JsonBody.of(request);
        String name = request.parameter(NAME);
        List<String> keys = bindingKeys(body);
        FieldTable given = body.table("arguments");
        return domain.change(vhost, on -> {
            Caller caller = domain.caller(request, on);
            if (on.exchange(name) != null) {
                throw HttpRefusal.badRequest("there is already an exchange named '" + name + "'");
            }
            Refusals.check(on.declareExchange(new ExchangeSpec(name, "direct", true, false, false,
                    FieldTable.builder().add("x-super-stream", true).build()), caller));
            for (int i = 0; i < keys.size(); i++) {
                String partition = name + "-" + keys.get(i);
                FieldTable.Builder arguments = FieldTable.builder().add("x-queue-type", "stream");
                given.forEach(argument -> arguments.add(argument.name(), argument.value()));
                Outcome<?> declared = on.declareQueue(
                        new QueueDeclaration(partition, true, false, false, arguments.build()), caller);
                Refusals.check(declared);
                Refusals.check(on.bind(new Binding(name, Destination.queue(partition), keys.get(i),
                        FieldTable.builder().add("x-stream-partition-order", i).build()), caller));
            }
            return Response.empty();
        });
    }

    private static List<String> bindingKeys(JsonBody body) {
        String keys = body.text("binding-keys");
        if (body.has("partitions") == (keys != null)) {
            throw HttpRefusal.badRequest(keys == null ? "Must specify partitions or binding keys"
                    : "Specify partitions or binding keys, not both");
        }
        if (keys != null) {
            return Stream.of(keys.split(",")).map(String::strip).filter(key -> !key.isEmpty()).toList();
        }
        long count = body.number("partitions", 0);
        if (count < 1) {
            throw HttpRefusal.badRequest("The partition number must be greater than 0");
        }
        return LongStream.range(0, count).mapToObj(String::valueOf).toList();
    }
}
