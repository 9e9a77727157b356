package io.volok.server.admin.api;

import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import io.volok.server.amqp.ChannelInfo;
import io.volok.server.amqp.ConnectionInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code /api/connections}, {@code /api/channels} and {@code /api/consumers}: look, and close. */
final class ConnectionRoutes {

    private static final String CLOSED_VIA_API = "Closed via management API";

    private final Domain domain;
    private final ConnectionView connections;
    private final ChannelView channels;
    private final ConsumerView consumers;

    ConnectionRoutes(Domain domain, ConnectionView connections, ChannelView channels, ConsumerView consumers) {
        this.domain = domain;
        this.connections = connections;
        this.channels = channels;
        this.consumers = consumers;
    }

    void addTo(Router router) {
        router.add("GET", "/api/connections", request -> listConnections(request, any -> true))
                .add("GET", "/api/vhosts/{vhost}/connections", request -> listConnections(request, in(request)))
                .add("GET", "/api/connections/username/{user}", this::ofUser)
                .add("DELETE", "/api/connections/username/{user}", this::closeAllOfUser)
                .add("GET", "/api/connections/{name}", request -> one(request)
                        .thenApply(found -> ListQuery.answer(request, connections.full(found))))
                .add("DELETE", "/api/connections/{name}", this::close)
                .add("GET", "/api/connections/{name}/channels", request -> one(request)
                        .thenApply(found -> ListQuery.answer(request, channelRows(List.of(found)))))
                .add("GET", "/api/connections/{name}/sessions", request -> one(request).thenApply(found -> {
                    throw HttpRefusal.badRequest("connection does not use AMQP 1.0");
                }))
                .add("GET", "/api/channels", request -> listChannels(request, any -> true))
                .add("GET", "/api/vhosts/{vhost}/channels", request -> listChannels(request, in(request)))
                .add("GET", "/api/channels/{name}", this::showChannel)
                .add("GET", "/api/consumers", request -> listConsumers(request, any -> true))
                .add("GET", "/api/consumers/{vhost}", request -> listConsumers(request, seenIn(request)));
    }

    private Predicate<ConnectionInfo> seenIn(Request request) {
        String vhost = domain.visibleVhost(request);
        return connection -> connection.vhost().equals(vhost);
    }

    private Predicate<ConnectionInfo> in(Request request) {
        String vhost = domain.vhost(request).name();
        return connection -> connection.vhost().equals(vhost);
    }

    private CompletionStage<List<ConnectionInfo>> some(Request request, Predicate<ConnectionInfo> wanted) {
        return domain.connections(request.visitor()).thenApply(all -> all.stream().filter(wanted)
                .sorted(Comparator.comparing(ConnectionInfo::name)).toList());
    }

    // ---- connections ----

    private CompletionStage<Response> listConnections(Request request, Predicate<ConnectionInfo> wanted) {
        return some(request, wanted)
                .thenApply(found -> ListQuery.answer(request, found.stream().map(connections::row).toList()));
    }

    private CompletionStage<Response> ofUser(Request request) {
        domain.requireSelfOrMonitor(request);
        return some(request, connection -> connection.user().equals(request.parameter("user")))
                .thenApply(found -> ListQuery.answer(request, found.stream().map(connections::brief).toList()));
    }

    private CompletionStage<ConnectionInfo> one(Request request) {
        return some(request, connection -> connection.name().equals(request.parameter("name")))
                .thenApply(found -> found.stream().findFirst().orElseThrow(HttpRefusal::noSuchObject));
    }

    private CompletionStage<Response> close(Request request) {
        return one(request).thenApply(found -> shutDown(request, List.of(found)));
    }

    private CompletionStage<Response> closeAllOfUser(Request request) {
        if (!request.visitor().isAdministrator() && !request.user().equals(request.parameter("user"))) {
            throw HttpRefusal.notAuthorised("User not authorised to access object");
        }
        return some(request, connection -> connection.user().equals(request.parameter("user")))
                .thenApply(found -> shutDown(request, found));
    }

    private Response shutDown(Request request, List<ConnectionInfo> found) {
        String given = request.header("x-reason");
        String reason = given == null ? CLOSED_VIA_API : given;
        found.forEach(connection -> domain.close(connection.name(), reason));
        return Response.empty();
    }

    // ---- channels ----

    private List<Row> channelRows(List<ConnectionInfo> found) {
        List<Row> rows = new ArrayList<>();
        for (ConnectionInfo connection : found) {
            connection.channels().forEach(channel -> rows.add(channels.row(connection, channel)));
        }
        return rows;
    }

    private CompletionStage<Response> listChannels(Request request, Predicate<ConnectionInfo> wanted) {
        return some(request, wanted).thenApply(found -> ListQuery.answer(request, channelRows(found)));
    }

    private CompletionStage<Response> showChannel(Request request) {
        return some(request, any -> true).thenApply(found -> {
            for (ConnectionInfo connection : found) {
                for (ChannelInfo channel : connection.channels()) {
                    if (ChannelView.name(connection, channel).equals(request.parameter("name"))) {
                        return ListQuery.answer(request, channels.full(connection, channel));
                    }
                }
            }
            throw HttpRefusal.noSuchObject();
        });
    }

    // ---- consumers ----

    private CompletionStage<Response> listConsumers(Request request, Predicate<ConnectionInfo> wanted) {
        return some(request, wanted).thenCombine(domain.streamConnections(request.visitor()), (found, streams) -> {
            List<Row> rows = new ArrayList<>(consumers.rows(found));
            Set<String> names = found.stream().map(ConnectionInfo::name).collect(Collectors.toSet());
            streams.stream().filter(connection -> names.contains(connection.name()))
                    .forEach(connection -> rows.addAll(consumers.rows(connection)));
            return ListQuery.answer(request, rows);
        });
    }
}
