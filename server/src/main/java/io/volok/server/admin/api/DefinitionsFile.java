package io.volok.server.admin.api;

import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.access.User;
import io.volok.broker.catalog.CatalogFact;
import io.volok.broker.catalog.CatalogImage;
import io.volok.broker.catalog.ParameterKey;
import io.volok.broker.catalog.VhostEntry;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.vhost.ExchangeSpec;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.VhostDefinitions;
import io.volok.server.admin.HttpRefusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A definitions file, RabbitMQ's or ours, read into what the catalog and the virtual hosts understand.
 *
 * @param facts for the catalog, in an order in which each may be applied
 * @param vhosts what is to be declared in each virtual host
 */
record DefinitionsFile(List<CatalogFact> facts, Map<String, VhostDefinitions> vhosts) {

    /**
     * Reads a file.
     *
     * @param onlyVhost where everything in the file belongs, and what does not is left out; or null
     * @param image the catalog as it is now
     */
    static DefinitionsFile read(JsonBody file, String onlyVhost, CatalogImage image) {
        Reader reader = new Reader(file, onlyVhost, image);
        if (onlyVhost == null) {
            reader.users();
            reader.vhosts();
            reader.permissions();
            reader.globals();
        }
        reader.parameters();
        reader.policies("policies", false);
        return new DefinitionsFile(reader.facts, reader.declarations());
    }

    private static final class Reader {

        /** Exchanges of that prefix are there anyway, or belong to plugins of another broker. */
        private static final String BROKERS_OWN = "amq.";

        private final JsonBody file;
        private final String onlyVhost;
        private final CatalogImage image;
        private final List<CatalogFact> facts = new ArrayList<>();
        private final Map<String, VhostEntry> entries = new LinkedHashMap<>();

        Reader(JsonBody file, String onlyVhost, CatalogImage image) {
            this.file = file;
            this.onlyVhost = onlyVhost;
            this.image = image;
        }

        void users() {
            for (JsonBody user : file.objects("users")) {
                facts.add(new CatalogFact.UserPut(new User(user.require("name").text("name", ""), UserRoutes.password(user),
                        user.words("tags"), LimitRoutes.read(user.value("limits")))));
            }
        }

        void vhosts() {
            for (JsonBody vhost : file.objects("vhosts")) {
                String name = vhost.require("name").text("name", "");
                VhostEntry entry = VhostRoutes.merged(VhostEntry.named(name), vhost);
                if (vhost.value("metadata") instanceof Map<?, ?> metadata) {
                    entry = VhostRoutes.merged(entry, new JsonBody(metadata));
                }
                entry = entry.withLimits(LimitRoutes.read(vhost.value("limits")));
                entries.put(name, entry);
                facts.add(new CatalogFact.VhostPut(entry));
            }
        }

        void permissions() {
            for (JsonBody grant : file.objects("permissions")) {
                facts.add(new CatalogFact.PermissionsPut(vhost(grant), grant.text("user", ""), Permissions.of(
                        grant.text("configure", ""), grant.text("write", ""), grant.text("read", ""))));
            }
            for (JsonBody grant : file.objects("topic_permissions")) {
                facts.add(new CatalogFact.TopicPermissionsPut(vhost(grant), grant.text("user", ""),
                        grant.text("exchange", ""),
                        new TopicPermissions(grant.text("write", ""), grant.text("read", ""))));
            }
        }

        void globals() {
            for (JsonBody parameter : file.objects("global_parameters")) {
                facts.add(new CatalogFact.ParameterPut(ParameterKey.global(parameter.text("name", "")),
                        JsonFields.toParameter(parameter.value("value"))));
            }
        }

        void parameters() {
            for (JsonBody parameter : file.objects("parameters")) {
                String vhost = vhost(parameter);
                JsonBody value = new JsonBody(parameter.value("value") instanceof Map<?, ?> map ? map : Map.of());
                switch (parameter.text("component", "")) {
                    case ParameterRoutes.VHOST_LIMITS -> facts.add(new CatalogFact.VhostPut(
                            entry(vhost).withLimits(LimitRoutes.read(value.fields()))));
                    case ParameterRoutes.OPERATOR_POLICY -> facts.add(new CatalogFact.PolicyPut(vhost, true,
                            PolicyRoutes.read(parameter.text("name", ""), value)));
                    case String component -> facts.add(new CatalogFact.ParameterPut(
                            new ParameterKey(component, vhost, parameter.text("name", "")),
                            JsonFields.toParameter(parameter.value("value"))));
                }
            }
        }

        /** What the file says about a virtual host, else what is known of it. */
        private VhostEntry entry(String vhost) {
            VhostEntry known = image.vhosts().getOrDefault(vhost, VhostEntry.named(vhost));
            return entries.getOrDefault(vhost, known);
        }

        void policies(String key, boolean operator) {
            for (JsonBody policy : file.objects(key)) {
                facts.add(new CatalogFact.PolicyPut(vhost(policy), operator,
                        PolicyRoutes.read(policy.text("name", ""), policy)));
            }
        }

        private String vhost(JsonBody of) {
            if (onlyVhost != null) {
                return onlyVhost;
            }
            return of.require("vhost").text("vhost", "");
        }

        Map<String, VhostDefinitions> declarations() {
            Map<String, VhostDefinitions> found = new LinkedHashMap<>();
            for (JsonBody queue : file.objects("queues")) {
                at(found, queue).queues().add(new QueueDeclaration(queue.require("name").text("name", ""), queue.bool("durable"),
                        false, queue.bool("auto_delete"), queue.table("arguments")));
            }
            for (JsonBody exchange : file.objects("exchanges")) {
                if (exchange.require("name").text("name", "").startsWith(BROKERS_OWN)) {
                    continue;
                }
                at(found, exchange).exchanges().add(new ExchangeSpec(exchange.text("name", ""),
                        exchange.text("type", "direct"), exchange.bool("durable"), exchange.bool("auto_delete"),
                        exchange.bool("internal"), exchange.table("arguments")));
            }
            for (JsonBody binding : file.objects("bindings")) {
                String name = binding.require("destination").text("destination", "");
                Destination destination = switch (binding.text("destination_type", "queue")) {
                    case "queue" -> Destination.queue(name);
                    case "exchange" -> Destination.exchange(name);
                    case String other -> throw HttpRefusal.badRequest("unknown destination type " + other);
                };
                at(found, binding).bindings().add(new Binding(binding.text("source", ""), destination,
                        binding.text("routing_key", ""), binding.table("arguments")));
            }
            return found;
        }

        private VhostDefinitions at(Map<String, VhostDefinitions> found, JsonBody thing) {
            return found.computeIfAbsent(vhost(thing), name ->
                    new VhostDefinitions(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        }
    }
}
