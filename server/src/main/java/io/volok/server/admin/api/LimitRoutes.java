package io.volok.server.admin.api;

import io.volok.broker.access.User;
import io.volok.broker.catalog.CatalogFact;
import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.catalog.VhostEntry;
import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** {@code /api/vhost-limits} and {@code /api/user-limits}. */
final class LimitRoutes {

    private static final Set<String> OF_VHOSTS = Set.of(VhostEntry.MAX_CONNECTIONS, VhostEntry.MAX_QUEUES);
    private static final Set<String> OF_USERS = Set.of(User.MAX_CONNECTIONS, User.MAX_CHANNELS);

    private final Domain domain;

    LimitRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        router.add("GET", "/api/vhost-limits", this::listVhosts)
                .add("GET", "/api/vhost-limits/{vhost}", this::showVhost)
                .add("PUT", "/api/vhost-limits/{vhost}/{name}", Audience.ADMINISTRATOR, this::putVhost)
                .add("DELETE", "/api/vhost-limits/{vhost}/{name}", Audience.ADMINISTRATOR, request ->
                        domain.catalog(catalog -> setVhost(catalog, request, null)))
                .add("GET", "/api/user-limits", Audience.ADMINISTRATOR, this::listUsers)
                .add("GET", "/api/user-limits/{user}", this::showUser)
                .add("PUT", "/api/user-limits/{user}/{name}", Audience.ADMINISTRATOR, this::putUser)
                .add("DELETE", "/api/user-limits/{user}/{name}", Audience.ADMINISTRATOR, request ->
                        domain.catalog(catalog -> setUser(catalog, request, null)));
    }

    // ---- of virtual hosts ----

    private CompletionStage<Response> listVhosts(Request request) {
        List<Row> rows = new ArrayList<>();
        for (VhostEntry entry : domain.image().vhosts().values()) {
            if (domain.isVisible(entry.name(), request.visitor())) {
                rows.addAll(rows(entry));
            }
        }
        return Domain.done(ListQuery.answer(request, rows));
    }

    private static List<Row> rows(VhostEntry entry) {
        return entry.limits().isEmpty() ? List.of()
                : List.of(new Row().with("value", new TreeMap<>(entry.limits())).with("vhost", entry.name()));
    }

    private CompletionStage<Response> showVhost(Request request) {
        VhostEntry entry = domain.image().vhosts().get(domain.visibleVhost(request));
        return Domain.done(ListQuery.answer(request, rows(entry)));
    }

    private CompletionStage<Response> putVhost(Request request) {
        String name = request.parameter("name");
        JsonBody body = JsonBody.of(request).require("value");
        if (!OF_VHOSTS.contains(name)) {
            throw PolicyRoutes.invalid("Unrecognised terms [{<<\"" + name + "\">>," + body.value("value")
                    + "}] in limits");
        }
        if (!(body.value("value") instanceof Number)) {
            throw PolicyRoutes.invalid(notANumber(name, body.value("value")));
        }
        return domain.catalog(catalog -> setVhost(catalog, request, body.number("value", -1)));
    }

    private static Response setVhost(ClusterCatalog catalog, Request request, Long value) {
        VhostEntry entry = catalog.image().vhosts().get(request.parameter("vhost"));
        if (entry == null) {
            throw HttpRefusal.notFound("vhost_not_found");
        }
        Refusals.check(catalog.putVhost(entry.withLimits(changed(entry.limits(), request, value))));
        return Response.empty();
    }

    /** Limits with the one that the path names changed, or taken away when the value is null. */
    private static Map<String, Long> changed(Map<String, Long> old, Request request, Long value) {
        Map<String, Long> limits = new HashMap<>(old);
        if (value == null) {
            limits.remove(request.parameter("name"));
        } else {
            limits.put(request.parameter("name"), value);
        }
        return limits;
    }

    /** Reads limits from a definitions file, which may be of a version that has more of them. */
    static Map<String, Long> read(Object json) {
        Map<String, Long> limits = new HashMap<>();
        JsonBody.object("limits", json).forEach((name, value) -> {
            if (!(value instanceof Number number)) {
                throw HttpRefusal.badRequest(notANumber(name, value));
            }
            limits.put(String.valueOf(name), number.longValue());
        });
        return limits;
    }

    /** Reads the limits of a user whom a request puts. */
    static Map<String, Long> ofUser(Object json) {
        Map<String, Long> limits = read(json);
        limits.forEach(LimitRoutes::requireUserLimit);
        return limits;
    }

    private static void requireUserLimit(String name, Object value) {
        if (!OF_USERS.contains(name)) {
            throw HttpRefusal.badRequest("Unrecognised terms [{<<\"" + name + "\">>," + value + "}] in user-limits");
        }
        if (!(value instanceof Number)) {
            throw HttpRefusal.badRequest(notANumber(name, value));
        }
    }

    private static String notANumber(Object name, Object value) {
        return name + " should be a number, actually was <<\"" + value + "\">>";
    }

    // ---- of users ----

    private CompletionStage<Response> listUsers(Request request) {
        List<Row> rows = new ArrayList<>();
        domain.image().users().values().forEach(user -> rows.addAll(rows(user)));
        return Domain.done(ListQuery.answer(request, rows));
    }

    private static List<Row> rows(User user) {
        return user.limits().isEmpty() ? List.of()
                : List.of(new Row().with("user", user.name()).with("value", new TreeMap<>(user.limits())));
    }

    private CompletionStage<Response> showUser(Request request) {
        domain.requireSelfOrMonitor(request);
        User user = domain.image().users().get(request.parameter("user"));
        if (user == null) {
            throw HttpRefusal.noSuchObject();
        }
        return Domain.done(ListQuery.answer(request, rows(user)));
    }

    private CompletionStage<Response> putUser(Request request) {
        String name = request.parameter("name");
        JsonBody body = JsonBody.of(request).require("value");
        requireUserLimit(name, body.value("value"));
        return domain.catalog(catalog -> setUser(catalog, request, body.number("value", -1)));
    }

    private static Response setUser(ClusterCatalog catalog, Request request, Long value) {
        User user = catalog.image().users().get(request.parameter("user"));
        if (user == null) {
            throw HttpRefusal.badRequest(List.of("no_such_user", request.parameter("user")));
        }
        Refusals.check(catalog.change(new CatalogFact.UserPut(new User(user.name(), user.password(), user.tags(),
                changed(user.limits(), request, value)))));
        return Response.empty();
    }
}
