package io.volok.server.admin.api;

import io.volok.broker.Refusal;
import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.catalog.ParameterKey;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.VirtualHost;
import io.volok.broker.vhost.VhostDefinitions;
import io.volok.codec.table.FieldValue;
import io.volok.server.admin.HttpRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Takes definitions in: users, virtual hosts, permissions, policies, parameters, then what is declared in each virtual
 * host. What cannot be is refused with the first reason; the rest of that step is done nevertheless, as in RabbitMQ.
 *
 * @param catalog where users and virtual hosts come to be
 * @param shards all of them
 * @param vhosts finds an open virtual host, else null
 */
public record Definitions(ClusterCatalog catalog, List<? extends Shard> shards, Function<String, VirtualHost> vhosts) {

    /** The global parameter that remembers which definitions were loaded last at a start. */
    static final String LOADED_HASH = "imported_definition_hash_value";

    /** Loads a definitions file; answers when all of it is durable, or fails with an {@link HttpRefusal}. */
    public CompletionStage<List<String>> load(byte[] json) {
        return load(json, null);
    }

    /** As {@link #load(byte[])}; with a virtual host, everything in the file belongs there. */
    CompletionStage<List<String>> load(byte[] json, String onlyVhost) {
        DefinitionsFile file = DefinitionsFile.read(JsonBody.of(json, "failed_to_parse_json"), onlyVhost,
                catalog.image());
        return new Changes(catalog, shards).catalog(on -> {
            check(on.load(file.facts()));
            return file.vhosts();
        }).thenCompose(this::declare);
    }

    private static void check(List<Refusal> refusals) {
        if (!refusals.isEmpty()) {
            throw HttpRefusal.badRequest(refusals.getFirst().text());
        }
    }

    private CompletionStage<List<String>> declare(Map<String, VhostDefinitions> definitions) {
        List<CompletionStage<String>> declaring = new ArrayList<>();
        definitions.forEach((name, wanted) -> {
            VirtualHost vhost = vhosts.apply(name);
            if (vhost == null) {
                throw HttpRefusal.badRequest("Please create virtual host \"" + name
                        + "\" prior to importing definitions.");
            }
            declaring.add(Changes.vhost(vhost, on -> {
                check(on.load(wanted));
                return name;
            }));
        });
        return Domain.all(declaring);
    }

    /** What was remembered of the definitions that were loaded last at a start, or null. */
    public String loadedHash() {
        return catalog.image().parameters().get(ParameterKey.global(LOADED_HASH)) instanceof FieldValue.LongString hash
                ? hash.text() : null;
    }

    /** Remembers what was loaded; answers when that is durable. */
    public CompletionStage<String> loadedHash(String hash) {
        return new Changes(catalog, shards).catalog(on -> {
            Refusals.check(on.putParameter(ParameterKey.global(LOADED_HASH), FieldValue.of(hash)));
            return hash;
        });
    }
}
