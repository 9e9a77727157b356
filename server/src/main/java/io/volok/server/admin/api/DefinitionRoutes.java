package io.volok.server.admin.api;

import io.volok.broker.access.User;
import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.VhostEntry;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** {@code /api/definitions}: export and import, of the whole broker or of one virtual host. */
final class DefinitionRoutes {

    private final Domain domain;

    DefinitionRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        for (String path : List.of("/api/definitions", "/api/all-configuration")) {
            router.add("GET", path, Audience.ADMINISTRATOR, this::export)
                    .add("POST", path, Audience.ADMINISTRATOR, request -> load(request, null))
                    .add("GET", path + "/{vhost}", Audience.ADMINISTRATOR, this::exportVhost)
                    .add("POST", path + "/{vhost}", Audience.ADMINISTRATOR, request ->
                            load(request, domain.vhostToChange(request).name()));
        }
    }

    // ---- export ----

    private Row header(String format, String explanation) {
        String version = domain.node().rabbitVersion();
        return new Row().with("explanation", explanation).with("product_name", "Volok")
                .with("product_version", domain.node().productVersion())
                .with("rabbit_version", version).with("rabbitmq_version", version)
                .with("rabbitmq_definition_format", format);
    }

    private List<VirtualHost> allOpen() {
        List<VirtualHost> all = new ArrayList<>();
        for (String name : domain.image().vhosts().keySet()) {
            VirtualHost vhost = domain.node().vhost(name);
            if (vhost != null) {
                all.add(vhost);
            }
        }
        return all;
    }

    private CompletionStage<Response> export(Request request) {
        CatalogImage image = domain.image();
        String cluster = ParameterRoutes.clusterName(domain);
        return domain.askEach(allOpen(), vhost -> List.of(new DeclaredRows(vhost, true))).thenApply(declared -> {
            Row file = header("cluster", "Definitions of cluster '" + cluster + "'")
                    .with("original_cluster_name", cluster)
                    .with("users", image.users().values().stream().map(DefinitionRoutes::user).toList())
                    .with("vhosts", image.vhosts().values().stream().map(DefinitionRoutes::vhost).toList())
                    .with("permissions", PermissionRoutes.rows(image, key -> true))
                    .with("topic_permissions", PermissionRoutes.topicRows(image, key -> true))
                    .with("global_parameters", exportedGlobals(image));
            addGoverning(file, image, vhost -> true);
            return ListQuery.answer(request, addDeclared(file, declared));
        });
    }

    /** What was last loaded is of no use elsewhere. */
    private static List<Row> exportedGlobals(CatalogImage image) {
        return ParameterRoutes.globals(image).stream()
                .filter(row -> !Definitions.LOADED_HASH.equals(row.get("name"))).toList();
    }

    private static Row user(User user) {
        return UserRoutes.row(user);
    }

    private static Row vhost(VhostEntry entry) {
        return new Row().with("limits", new TreeMap<>(entry.limits())).with("metadata", VhostRoutes.metadata(entry))
                .with("name", entry.name());
    }

    private static void addGoverning(Row file, CatalogImage image, Predicate<String> vhost) {
        file.with("parameters", ParameterRoutes.rows(image, vhost))
                .with("policies", PolicyRoutes.rows(image.policies(), vhost));
    }

    private static Row addDeclared(Row file, List<DeclaredRows> declared) {
        return file.with("queues", declared.stream().flatMap(one -> one.queues().stream()).toList())
                .with("exchanges", declared.stream().flatMap(one -> one.exchanges().stream()).toList())
                .with("bindings", declared.stream().flatMap(one -> one.bindings().stream()).toList());
    }

    private CompletionStage<Response> exportVhost(Request request) {
        String name = request.parameter("vhost");
        CatalogImage image = domain.image();
        VhostEntry entry = image.vhosts().get(name);
        VirtualHost vhost = domain.node().vhost(name);
        if (entry == null || vhost == null) {
            throw HttpRefusal.badRequest("vhost_not_found");
        }
        return domain.ask(vhost, on -> new DeclaredRows(on, false)).thenApply(declared -> {
            Row file = header("single_virtual_host", "Definitions of virtual host '" + name + "'")
                    .with("original_vhost_name", name).with("description", entry.description())
                    .with("metadata", VhostRoutes.metadata(entry)).with("limits", new TreeMap<>(entry.limits()));
            addGoverning(file, image, name::equals);
            for (String list : List.of("parameters", "policies")) {
                ((List<?>) file.get(list)).forEach(row -> ((Row) row).remove("vhost"));
            }
            return ListQuery.answer(request, addDeclared(file, List.of(declared)));
        });
    }

    // ---- import ----

    private CompletionStage<Response> load(Request request, String onlyVhost) {
        byte[] json = Multipart.firstPart(request.header("content-type"), request.body());
        return new Definitions(domain.node().catalog(), domain.node().shards(), domain.node()::vhost)
                .load(json, onlyVhost).thenApply(all -> Response.empty());
    }
}
