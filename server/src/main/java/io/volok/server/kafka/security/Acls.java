package io.volok.server.kafka.security;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;

/**
 * Access control lists. They are enforced if {@code authorizer.class.name} is set; every name means Kafka's standard
 * authorizer, which decides here too.
 */
public final class Acls implements Access {

    private static final String AUTHORIZER = "authorizer.class.name";

    private final Topics topics;
    private final StandardAuthorizer authorizer;
    /** What the authorizer knows; only on the catalog's shard. */
    private final Map<Uuid, StandardAcl> loaded = new HashMap<>();
    private long loadedVersion = -1;

    /** Takes in the rules of the catalog and follows it. Before the shards run, or on the catalog's shard. */
    public Acls(Topics topics) {
        this.topics = topics;
        Map<String, String> settings = topics.image().brokerConfigs();
        if (settings.getOrDefault(AUTHORIZER, "").isBlank()) {
            authorizer = null;
            return;
        }
        authorizer = new StandardAuthorizer();
        authorizer.configure(new HashMap<>(settings));
        authorizer.withPluginMetrics(new PluginMetricsImpl(new Metrics(), Map.of())); // it counts and cannot do without
        follow();
        authorizer.completeInitialLoad();
        topics.onChange(this::follow);
    }

    /** Who decides, if rules are kept and enforced: for Kafka's own coordinator. */
    public Optional<Authorizer> authorizer() {
        return Optional.ofNullable(authorizer);
    }

    /** Whether rules are kept and enforced. */
    boolean enabled() {
        return authorizer != null;
    }

    @Override
    public boolean permits(Exchange exchange, AclOperation operation, ResourceType type, String name) {
        if (authorizer == null) {
            return true;
        }
        Action action = new Action(operation, new ResourcePattern(type, name, PatternType.LITERAL), 1, false, false);
        return authorizer.authorize(exchange.context(), List.of(action)).getFirst() == AuthorizationResult.ALLOWED;
    }

    @Override
    public boolean permitsSome(Exchange exchange, AclOperation operation, ResourceType type) {
        return authorizer == null || authorizer.authorizeByResourceType(exchange.context(), operation, type)
                == AuthorizationResult.ALLOWED;
    }

    /** The rules that a filter matches. */
    List<AclBinding> find(AclBindingFilter filter) {
        List<AclBinding> found = new ArrayList<>();
        authorizer.acls(filter).forEach(found::add);
        return found;
    }

    /** Keeps a rule; one that is there already stays as it is. {@code done} runs on the catalog's shard. */
    void add(AclBinding binding, Runnable done) {
        if (idOf(topics.image(), binding) != null) {
            done.run();
            return;
        }
        topics.configure(new ConfiguredThing(ConfiguredThing.Kind.ACL, Uuid.randomUuid().toString()),
                encode(binding), done);
    }

    /** Forgets a rule. {@code done} runs on the catalog's shard. */
    void remove(AclBinding binding, Runnable done) {
        ConfiguredThing thing = idOf(topics.image(), binding);
        if (thing == null) {
            done.run();
        } else {
            topics.configure(thing, Map.of(), done);
        }
    }

    private static ConfiguredThing idOf(TopicsImage image, AclBinding binding) {
        Map<String, String> wanted = encode(binding);
        for (ConfiguredThing thing : image.configured()) {
            if (thing.kind() == ConfiguredThing.Kind.ACL && image.configs(thing).equals(wanted)) {
                return thing;
            }
        }
        return null;
    }

    /** Makes the authorizer know what the catalog says now. */
    private void follow() {
        TopicsImage image = topics.image();
        if (image.version() == loadedVersion) {
            return;
        }
        loadedVersion = image.version();
        Map<Uuid, StandardAcl> wanted = new HashMap<>();
        for (ConfiguredThing thing : image.configured()) {
            if (thing.kind() == ConfiguredThing.Kind.ACL) {
                wanted.put(Uuid.fromString(thing.name()), decode(image.configs(thing)));
            }
        }
        for (Uuid gone : List.copyOf(loaded.keySet())) {
            if (!wanted.containsKey(gone)) {
                authorizer.removeAcl(gone);
                loaded.remove(gone);
            }
        }
        wanted.forEach((id, acl) -> {
            if (loaded.putIfAbsent(id, acl) == null) {
                authorizer.addAcl(id, acl);
            }
        });
    }

    private static Map<String, String> encode(AclBinding binding) {
        return Map.of("type", binding.pattern().resourceType().name(),
                "name", binding.pattern().name(),
                "pattern", binding.pattern().patternType().name(),
                "principal", binding.entry().principal(),
                "host", binding.entry().host(),
                "operation", binding.entry().operation().name(),
                "permission", binding.entry().permissionType().name());
    }

    private static StandardAcl decode(Map<String, String> parts) {
        return new StandardAcl(ResourceType.valueOf(parts.get("type")), parts.get("name"),
                PatternType.valueOf(parts.get("pattern")), parts.get("principal"), parts.get("host"),
                AclOperation.valueOf(parts.get("operation")), AclPermissionType.valueOf(parts.get("permission")));
    }
}
