package io.volok.server.admin.api;

import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.TopicKey;
import io.volok.broker.catalog.VhostKey;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;

/** {@code /api/permissions} and {@code /api/topic-permissions}, also by virtual host and by user. */
final class PermissionRoutes {

    private final Domain domain;

    PermissionRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        router.add("GET", "/api/permissions", Audience.ADMINISTRATOR, request -> list(request, key -> true))
                .add("GET", "/api/vhosts/{vhost}/permissions", Audience.ADMINISTRATOR, request -> {
                    requireVhost(request);
                    return list(request, key -> key.vhost().equals(request.parameter("vhost")));
                })
                .add("GET", "/api/users/{user}/permissions", Audience.ADMINISTRATOR, request -> {
                    requireUser(request);
                    return list(request, key -> key.name().equals(request.parameter("user")));
                })
                .add("GET", "/api/permissions/{vhost}/{user}", Audience.ADMINISTRATOR, this::show)
                .add("PUT", "/api/permissions/{vhost}/{user}", Audience.ADMINISTRATOR, this::put)
                .add("DELETE", "/api/permissions/{vhost}/{user}", Audience.ADMINISTRATOR, this::clear);
        addTopicsTo(router);
    }

    private void addTopicsTo(Router router) {
        String path = "/api/topic-permissions/{vhost}/{user}";
        router.add("GET", "/api/topic-permissions", Audience.ADMINISTRATOR, request -> listTopics(request, key -> true))
                .add("GET", "/api/vhosts/{vhost}/topic-permissions", Audience.ADMINISTRATOR, request -> {
                    requireVhost(request);
                    return listTopics(request, key -> key.vhost().equals(request.parameter("vhost")));
                })
                .add("GET", "/api/users/{user}/topic-permissions", Audience.ADMINISTRATOR, request -> {
                    requireUser(request);
                    return listTopics(request, key -> key.user().equals(request.parameter("user")));
                })
                .add("GET", path, Audience.ADMINISTRATOR, this::showTopics)
                .add("PUT", path, Audience.ADMINISTRATOR, this::putTopic)
                .add("DELETE", path, Audience.ADMINISTRATOR, this::clearTopics)
                .add("GET", path + "/{exchange}", Audience.ADMINISTRATOR, this::showTopics)
                .add("DELETE", path + "/{exchange}", Audience.ADMINISTRATOR, this::clearTopics);
    }

    private void requireVhost(Request request) {
        if (!domain.image().vhosts().containsKey(request.parameter("vhost"))) {
            throw HttpRefusal.noSuchObject();
        }
    }

    private void requireUser(Request request) {
        if (!domain.image().users().containsKey(request.parameter("user"))) {
            throw HttpRefusal.noSuchObject();
        }
    }

    /** A permission takes a user and a virtual host; both must be there. */
    private static void requireBoth(CatalogImage image, Request request) {
        if (!image.vhosts().containsKey(request.parameter("vhost"))
                || !image.users().containsKey(request.parameter("user"))) {
            throw HttpRefusal.badRequest("vhost_or_user_not_found");
        }
    }

    // ---- permissions ----

    private CompletionStage<Response> list(Request request, Predicate<VhostKey> wanted) {
        return Domain.done(ListQuery.answer(request, rows(domain.image(), wanted)));
    }

    static List<Row> rows(CatalogImage image, Predicate<VhostKey> wanted) {
        List<Row> rows = new ArrayList<>();
        image.permissions().forEach((key, permissions) -> {
            if (wanted.test(key)) {
                rows.add(row(key, permissions));
            }
        });
        return rows;
    }

    private static Row row(VhostKey key, Permissions permissions) {
        return new Row().with("configure", permissions.configure().text()).with("read", permissions.read().text())
                .with("user", key.name()).with("vhost", key.vhost()).with("write", permissions.write().text());
    }

    private static VhostKey key(Request request) {
        return new VhostKey(request.parameter("vhost"), request.parameter("user"));
    }

    private CompletionStage<Response> show(Request request) {
        Permissions permissions = domain.image().permissions().get(key(request));
        if (permissions == null) {
            throw HttpRefusal.noSuchObject();
        }
        return Domain.done(ListQuery.answer(request, row(key(request), permissions)));
    }

    private CompletionStage<Response> put(Request request) {
        JsonBody body = JsonBody.of(request).require("configure", "write", "read");
        Permissions permissions = patterns(() ->
                Permissions.of(body.text("configure", ""), body.text("write", ""), body.text("read", "")));
        VhostKey key = key(request);
        return domain.catalog(catalog -> {
            requireBoth(catalog.image(), request);
            boolean isNew = !catalog.image().permissions().containsKey(key);
            Refusals.check(catalog.putPermissions(key.vhost(), key.name(), permissions));
            return Response.put(isNew);
        });
    }

    private static <T> T patterns(Supplier<T> compiled) {
        try {
            return compiled.get();
        } catch (PatternSyntaxException notAPattern) {
            throw HttpRefusal.badRequest(List.of("invalid_regexp", notAPattern.getPattern(),
                    notAPattern.getDescription()));
        }
    }

    private CompletionStage<Response> clear(Request request) {
        VhostKey key = key(request);
        return domain.catalog(catalog -> {
            if (!catalog.image().permissions().containsKey(key)) {
                throw HttpRefusal.noSuchObject();
            }
            Refusals.check(catalog.clearPermissions(key.vhost(), key.name()));
            return Response.empty();
        });
    }

    // ---- topic permissions ----

    private CompletionStage<Response> listTopics(Request request, Predicate<TopicKey> wanted) {
        return Domain.done(ListQuery.answer(request, topicRows(domain.image(), wanted)));
    }

    static List<Row> topicRows(CatalogImage image, Predicate<TopicKey> wanted) {
        List<Row> rows = new ArrayList<>();
        image.topicPermissions().forEach((key, permissions) -> {
            if (wanted.test(key)) {
                rows.add(new Row().with("exchange", key.exchange()).with("read", permissions.read())
                        .with("user", key.user()).with("vhost", key.vhost()).with("write", permissions.write()));
            }
        });
        return rows;
    }

    /** Those of the path's user in its virtual host, and for its exchange if it names one. */
    private static Predicate<TopicKey> named(Request request) {
        String exchange = request.parameter("exchange");
        return key -> key.vhost().equals(request.parameter("vhost")) && key.user().equals(request.parameter("user"))
                && (exchange == null || key.exchange().equals(exchange));
    }

    private CompletionStage<Response> showTopics(Request request) {
        List<Row> rows = topicRows(domain.image(), named(request));
        if (rows.isEmpty()) {
            throw HttpRefusal.noSuchObject();
        }
        return Domain.done(ListQuery.answer(request, rows));
    }

    private CompletionStage<Response> putTopic(Request request) {
        JsonBody body = JsonBody.of(request).require("exchange", "write", "read");
        TopicPermissions permissions =
                patterns(() -> new TopicPermissions(body.text("write", ""), body.text("read", "")));
        String exchange = body.text("exchange", "");
        requireBoth(domain.image(), request);
        VirtualHost vhost = domain.node().vhost(request.parameter("vhost"));
        return domain.ask(vhost, on -> on.exchange(exchange) != null).thenCompose(known -> {
            if (!known) {
                throw HttpRefusal.badRequest(List.of("no_such_exchange", exchange));
            }
            return putTopic(request, exchange, permissions);
        });
    }

    private CompletionStage<Response> putTopic(Request request, String exchange, TopicPermissions permissions) {
        return domain.catalog(catalog -> {
            requireBoth(catalog.image(), request);
            // New or not is a matter of the user in the virtual host, not of the exchange, as in RabbitMQ.
            boolean isNew = catalog.image().topicPermissions().keySet().stream().noneMatch(named(request));
            Refusals.check(catalog.putTopicPermissions(request.parameter("vhost"), request.parameter("user"),
                    exchange, permissions));
            return Response.put(isNew);
        });
    }

    private CompletionStage<Response> clearTopics(Request request) {
        return domain.catalog(catalog -> {
            if (catalog.image().topicPermissions().keySet().stream().noneMatch(named(request))) {
                throw HttpRefusal.noSuchObject();
            }
            Refusals.check(catalog.clearTopicPermissions(request.parameter("vhost"), request.parameter("user"),
                    request.parameter("exchange")));
            return Response.empty();
        });
    }
}
