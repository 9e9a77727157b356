package io.volok.server.admin.api;

import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.ParameterKey;
import io.volok.broker.catalog.VhostEntry;
import io.volok.codec.table.FieldValue;
import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * {@code /api/parameters}, {@code /api/global-parameters} and {@code /api/cluster-name}. What RabbitMQ keeps as
 * parameters and Volok does not, limits of virtual hosts and operator policies, is shown and taken under its old name.
 */
final class ParameterRoutes {

    static final String VHOST_LIMITS = "vhost-limits";
    static final String OPERATOR_POLICY = "operator_policy";
    private static final String CLUSTER_NAME = "cluster_name";

    private final Domain domain;

    ParameterRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        String path = "/api/parameters/{component}/{vhost}/{name}";
        router.add("GET", "/api/parameters", Audience.POLICYMAKER, request -> list(request, row -> true))
                .add("GET", "/api/parameters/{component}", Audience.POLICYMAKER, request ->
                        list(request, row -> row.get("component").equals(request.parameter("component"))))
                .add("GET", "/api/parameters/{component}/{vhost}", Audience.POLICYMAKER, this::listOfVhost)
                .add("GET", path, Audience.POLICYMAKER, this::show)
                .add("PUT", path, Audience.POLICYMAKER, this::put)
                .add("DELETE", path, Audience.POLICYMAKER, this::delete);
        addGlobalTo(router);
    }

    private void addGlobalTo(Router router) {
        router.add("GET", "/api/global-parameters", Audience.POLICYMAKER, request ->
                        Domain.done(ListQuery.answer(request, globals(domain.image()))))
                .add("GET", "/api/global-parameters/{name}", Audience.POLICYMAKER, this::showGlobal)
                .add("PUT", "/api/global-parameters/{name}", Audience.POLICYMAKER, this::putGlobal)
                .add("DELETE", "/api/global-parameters/{name}", Audience.POLICYMAKER, this::deleteGlobal)
                .add("GET", "/api/cluster-name", request -> Domain.json(new Row().with("name", clusterName(domain))))
                .add("PUT", "/api/cluster-name", Audience.ADMINISTRATOR, this::rename);
    }

    // ---- of virtual hosts ----

    /** All parameters of some virtual hosts. */
    static List<Row> rows(CatalogImage image, Predicate<String> wantedVhost) {
        List<Row> rows = new ArrayList<>();
        for (VhostEntry entry : image.vhosts().values()) {
            if (!entry.limits().isEmpty() && wantedVhost.test(entry.name())) {
                rows.add(row(VHOST_LIMITS, entry.name(), "limits", new TreeMap<>(entry.limits())));
            }
        }
        for (Row policy : PolicyRoutes.rows(image.operatorPolicies(), wantedVhost)) {
            Row value = new Row(policy);
            String vhost = String.valueOf(value.remove("vhost"));
            rows.add(row(OPERATOR_POLICY, vhost, String.valueOf(value.remove("name")), value));
        }
        image.parameters().forEach((key, value) -> {
            if (!key.isGlobal() && wantedVhost.test(key.vhost())) {
                rows.add(row(key.component(), key.vhost(), key.name(), JsonFields.toJson(value)));
            }
        });
        return rows;
    }

    private static Row row(String component, String vhost, String name, Object value) {
        return new Row().with("component", component).with("name", name).with("value", value).with("vhost", vhost);
    }

    private CompletionStage<Response> list(Request request, Predicate<Row> wanted) {
        return Domain.done(ListQuery.answer(request, rows(domain.image(),
                vhost -> domain.mayEnter(vhost, request.visitor())).stream().filter(wanted).toList()));
    }

    private CompletionStage<Response> listOfVhost(Request request) {
        domain.vhost(request);
        return list(request, row -> row.get("component").equals(request.parameter("component"))
                && row.get("vhost").equals(request.parameter("vhost")));
    }

    private Row find(Request request) {
        String vhost = domain.vhost(request).name();
        return rows(domain.image(), vhost::equals).stream()
                .filter(row -> row.get("component").equals(request.parameter("component"))
                        && row.get("name").equals(request.parameter("name")))
                .findFirst().orElseThrow(HttpRefusal::noSuchObject);
    }

    private CompletionStage<Response> show(Request request) {
        return Domain.done(ListQuery.answer(request, find(request)));
    }

    /** Only limits can be set through here: no other component is there to read its parameters. */
    private CompletionStage<Response> put(Request request) {
        String vhost = domain.vhostToChange(request).name();
        JsonBody body = JsonBody.of(request).require("value");
        String component = request.parameter("component");
        if (!component.equals(VHOST_LIMITS)) {
            throw PolicyRoutes.invalid("component " + component + " not found");
        }
        return domain.catalog(catalog -> {
            VhostEntry entry = catalog.image().vhosts().get(vhost);
            Refusals.check(catalog.putVhost(entry.withLimits(LimitRoutes.read(body.value("value")))));
            return Response.put(entry.limits().isEmpty());
        });
    }

    private CompletionStage<Response> delete(Request request) {
        Row row = find(request);
        String vhost = request.parameter("vhost");
        return domain.catalog(catalog -> {
            switch (request.parameter("component")) {
                case VHOST_LIMITS -> Refusals.check(catalog.putVhost(
                        catalog.image().vhosts().get(vhost).withLimits(Map.of())));
                case OPERATOR_POLICY -> Refusals.check(
                        catalog.deletePolicy(vhost, true, String.valueOf(row.get("name"))));
                case String component -> Refusals.check(catalog.deleteParameter(
                        new ParameterKey(component, vhost, request.parameter("name"))));
            }
            return Response.empty();
        });
    }

    // ---- global ----

    static List<Row> globals(CatalogImage image) {
        List<Row> rows = new ArrayList<>();
        image.parameters().forEach((key, value) -> {
            if (key.isGlobal()) {
                rows.add(new Row().with("name", key.name()).with("value", JsonFields.toJson(value)));
            }
        });
        return rows;
    }

    private ParameterKey existing(Request request) {
        ParameterKey key = ParameterKey.global(request.parameter("name"));
        if (!domain.image().parameters().containsKey(key)) {
            throw HttpRefusal.noSuchObject();
        }
        return key;
    }

    private CompletionStage<Response> showGlobal(Request request) {
        ParameterKey key = existing(request);
        return Domain.json(new Row().with("name", key.name())
                .with("value", JsonFields.toJson(domain.image().parameters().get(key))));
    }

    private CompletionStage<Response> putGlobal(Request request) {
        FieldValue value = JsonFields.toParameter(JsonBody.of(request).require("value").value("value"));
        return set(request.parameter("name"), value);
    }

    private CompletionStage<Response> set(String name, FieldValue value) {
        ParameterKey key = ParameterKey.global(name);
        return domain.catalog(catalog -> {
            boolean isNew = !catalog.image().parameters().containsKey(key);
            Refusals.check(catalog.putParameter(key, value));
            return Response.put(isNew);
        });
    }

    private CompletionStage<Response> deleteGlobal(Request request) {
        ParameterKey key = existing(request);
        return domain.catalog(catalog -> {
            Refusals.check(catalog.deleteParameter(key));
            return Response.empty();
        });
    }

    // ---- the cluster's name ----

    /** What the operator called this broker; its node's name until then. */
    static String clusterName(Domain domain) {
        FieldValue given = domain.image().parameters().get(ParameterKey.global(CLUSTER_NAME));
        return given instanceof FieldValue.LongString name ? name.text() : domain.node().name();
    }

    private CompletionStage<Response> rename(Request request) {
        String name = JsonBody.of(request).require("name").text("name", "");
        return set(CLUSTER_NAME, FieldValue.of(name)).thenApply(response -> Response.empty());
    }
}
