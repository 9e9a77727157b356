package io.volok.server.admin.api;

import io.volok.broker.access.NamePattern;
import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.VhostKey;
import io.volok.broker.policy.ApplyTo;
import io.volok.broker.policy.Policy;
import io.volok.codec.table.FieldTable;
import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/** {@code /api/policies}, or {@code /api/operator-policies}. */
final class PolicyRoutes {

    private final Domain domain;
    private final boolean operator;

    PolicyRoutes(Domain domain, boolean operator) {
        this.domain = domain;
        this.operator = operator;
    }

    void addTo(Router router) {
        String path = operator ? "/api/operator-policies" : "/api/policies";
        Audience writers = operator ? Audience.ADMINISTRATOR : Audience.POLICYMAKER;
        router.add("GET", path, request -> list(request, vhost -> domain.mayEnter(vhost, request.visitor())))
                .add("GET", path + "/{vhost}", request -> list(request, domain.vhost(request).name()::equals))
                .add("GET", path + "/{vhost}/{name}", this::show)
                .add("PUT", path + "/{vhost}/{name}", writers, this::put)
                .add("DELETE", path + "/{vhost}/{name}", writers, this::delete);
    }

    private Map<VhostKey, Policy> policies(CatalogImage image) {
        return operator ? image.operatorPolicies() : image.policies();
    }

    private CompletionStage<Response> list(Request request, Predicate<String> wantedVhost) {
        return Domain.done(ListQuery.answer(request, rows(policies(domain.image()), wantedVhost)));
    }

    /** The policies of some virtual hosts. */
    static List<Row> rows(Map<VhostKey, Policy> policies, Predicate<String> wantedVhost) {
        List<Row> rows = new ArrayList<>();
        policies.forEach((key, policy) -> {
            if (wantedVhost.test(key.vhost())) {
                rows.add(new Row().with("vhost", key.vhost()).with("name", policy.name()).with("pattern",
                        policy.pattern().text()).with("apply-to", policy.applyTo().word())
                        .with("definition", JsonFields.toJson(policy.definition()))
                        .with("priority", policy.priority()));
            }
        });
        return rows;
    }

    private static VhostKey key(Request request) {
        return new VhostKey(request.parameter("vhost"), request.parameter("name"));
    }

    private CompletionStage<Response> show(Request request) {
        domain.vhost(request);
        VhostKey key = key(request);
        Policy policy = policies(domain.image()).get(key);
        if (policy == null) {
            throw HttpRefusal.noSuchObject();
        }
        return Domain.done(ListQuery.answer(request, rows(Map.of(key, policy), vhost -> true).getFirst()));
    }

    private CompletionStage<Response> put(Request request) {
        domain.vhostToChange(request);
        Policy policy = read(request.parameter("name"), JsonBody.of(request));
        VhostKey key = key(request);
        return domain.catalog(catalog -> {
            boolean isNew = !policies(catalog.image()).containsKey(key);
            Refusals.check(catalog.putPolicy(key.vhost(), operator, policy));
            return Response.put(isNew);
        });
    }

    /** A policy from JSON, with RabbitMQ's complaints. */
    static Policy read(String name, JsonBody body) {
        body.require("pattern", "definition");
        String applyTo = body.text("apply-to", "all");
        FieldTable definition = body.table("definition");
        if (definition.isEmpty()) {
            throw invalid("no policy provided");
        }
        if (body.has("priority") && !(body.value("priority") instanceof Integer)) {
            throw invalid("priority should be a number, actually was <<\"" + body.value("priority") + "\">>");
        }
        return new Policy(name, pattern(body.text("pattern", "")), ApplyTo.of(applyTo).orElseThrow(() -> invalid(
                "apply-to '" + applyTo + "' unrecognised; should be one of: 'queues', 'classic_queues', "
                        + " 'quorum_queues', 'streams', 'topic_queues', 'exchanges', or 'all'")),
                (int) body.number("priority", 0), definition);
    }

    private static NamePattern pattern(String text) {
        try {
            return NamePattern.of(text);
        } catch (PatternSyntaxException notAPattern) {
            throw invalid("pattern should be regular expression but is invalid: {\"" + notAPattern.getDescription()
                    + "\"," + notAPattern.getIndex() + "}");
        }
    }

    static HttpRefusal invalid(String what) {
        return HttpRefusal.badRequest("Validation failed\n\n" + what + "\n");
    }

    private CompletionStage<Response> delete(Request request) {
        domain.vhost(request);
        VhostKey key = key(request);
        return domain.catalog(catalog -> {
            if (!policies(catalog.image()).containsKey(key)) {
                throw HttpRefusal.noSuchObject();
            }
            Refusals.check(catalog.deletePolicy(key.vhost(), operator, key.name()));
            return Response.empty();
        });
    }
}
