package io.volok.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** Definitions as RabbitMQ writes them: loaded at a start, taken in by HTTP, and told again without loss. */
class StartDefinitionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** As a RabbitMQ 4.3 exports it, but for what it says about itself. */
    private static final String FILE = """
            {"rabbit_version": "4.3.6", "product_name": "RabbitMQ", "rabbitmq_definition_format": "cluster",
             "users": [{"name": "ops", "password_hash": "F1Rc4m4Bjbe1txCKm40s+5axBeqE/muONiBSRczK20P16CRO",
                        "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ["administrator"],
                        "limits": {"max-channels": 70}}],
             "vhosts": [{"name": "v", "limits": {"max-queues": 9}, "metadata": {"description": "d", "tags": ["t"],
                         "default_queue_type": "quorum", "protected_from_deletion": true}}],
             "permissions": [{"user": "ops", "vhost": "v", "configure": ".*", "write": "^w", "read": ""}],
             "topic_permissions": [{"user": "ops", "vhost": "v", "exchange": "x", "write": "^a", "read": ".*"}],
             "parameters": [{"component": "vhost-limits", "name": "limits", "vhost": "v", "value": {"max-queues": 9}},
                {"component": "operator_policy", "name": "op", "vhost": "v", "value":
                    {"pattern": "^q", "definition": {"max-length": 7}, "priority": 5, "apply-to": "queues"}}],
             "global_parameters": [{"name": "odd", "value": {"a": [1, {"b": null}], "c": "text"}}],
             "policies": [{"vhost": "v", "name": "p", "pattern": ".*", "apply-to": "exchanges", "priority": 1,
                    "definition": {"alternate-exchange": "x"}}],
             "queues": [{"name": "q", "vhost": "v", "durable": true, "auto_delete": false, "type": "classic",
                    "arguments": {"x-queue-type": "classic", "x-max-priority": 5}}],
             "exchanges": [{"name": "x", "vhost": "v", "type": "topic", "durable": true, "auto_delete": false,
                    "arguments": {}}],
             "bindings": [{"source": "x", "vhost": "v", "destination": "q", "destination_type": "queue",
                    "routing_key": "a.#", "arguments": {"k": "v"}}]}""";
    private static final Set<String> WHAT_IT_SAYS_OF_ITSELF = Set.of("rabbit_version", "product_name");

    @TempDir
    private Path dir;

    private static HttpResponse<String> call(BrokerProcess broker, String user, String path, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + broker.httpPort() + "/api/" + path))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user.getBytes()));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(body == null ? request.build() : request.POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private BrokerProcess start(String... settings) throws IOException {
        return BrokerProcess.start(dir.resolve("data"), settings);
    }

    private static Map<?, ?> exported(BrokerProcess broker, String user) throws Exception {
        return JSON.readValue(call(broker, user, "definitions", null).body(), Map.class);
    }

    /** All that the file says is in what the broker exports. */
    private static void assertHasAll(Map<?, ?> exported) {
        Map<?, ?> wanted = JSON.readValue(FILE, Map.class);
        wanted.forEach((key, value) -> {
            if (value instanceof List<?> list) {
                list.forEach(one -> assertThat((List<?>) exported.get(key)).as("" + key).anySatisfy(other ->
                        ((Map<?, ?>) one).forEach((field, is) ->
                                assertThat(((Map<?, ?>) other).get(field)).isEqualTo(is))));
            } else if (!WHAT_IT_SAYS_OF_ITSELF.contains(key)) {
                assertThat(exported.get(key)).as("" + key).isEqualTo(value);
            }
        });
    }

    @Test
    void aFileIsLoadedBeforeAnybodyConnects() throws Exception {
        Path file = write("definitions.json", FILE);
        try (BrokerProcess broker = start("--set", "load_definitions=" + file)) {
            Map<?, ?> exported = exported(broker, "ops:guest");
            assertHasAll(exported);
            assertThat((List<?>) exported.get("global_parameters")).hasSize(1);
            assertThat(call(broker, "guest:guest", "whoami", null).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void theSameFileComesInByHttp() throws Exception {
        try (BrokerProcess broker = start()) {
            assertThat(call(broker, "guest:guest", "definitions", FILE).statusCode()).isEqualTo(204);
            assertHasAll(exported(broker, "guest:guest"));
            assertThat(call(broker, "guest:guest", "definitions/v", """
                    {"parameters": [{"component": "vhost-limits", "name": "limits", "value": {"max-queues": 8}}]}""")
                    .statusCode()).isEqualTo(204);
            assertThat(call(broker, "guest:guest", "vhosts/v?columns=description,default_queue_type", null).body())
                    .contains("\"d\"", "quorum");
            for (String wrong : List.of("{\"vhosts\": \"v\"}", "{\"queues\": [{\"name\": \"nowhere\"}]}",
                    "{\"users\": [1]}", "{\"queues\": [{\"vhost\": \"v\"}]}")) {
                assertThat(call(broker, "guest:guest", "definitions", wrong).statusCode()).as(wrong).isEqualTo(400);
            }
        }
    }

    @Test
    void filesOfAFolderAreLoadedAgainOnlyWhenTheyHaveChanged() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("definitions"));
        write("definitions/1.json", FILE);
        write("definitions/2.json", "{\"users\": [{\"name\": \"second\", \"password\": \"2\", \"tags\": []}]}");
        String[] settings = {"--set", "definitions.import_backend=local_filesystem",
            "--set", "definitions.local.path=" + folder, "--set", "definitions.skip_if_unchanged=true"};
        try (BrokerProcess broker = start(settings)) {
            assertThat(call(broker, "ops:guest", "users/second", null).statusCode()).isEqualTo(200);
            assertThat(call(broker, "ops:guest", "users/bulk-delete", "{\"users\": [\"second\"]}").statusCode())
                    .isEqualTo(204);
            broker.terminate();
        }
        try (BrokerProcess broker = start(settings)) {
            assertThat(call(broker, "ops:guest", "users/second", null).statusCode()).isEqualTo(404);
            broker.terminate();
        }
        write("definitions/3.json", "{}");
        try (BrokerProcess broker = start(settings)) {
            assertThat(call(broker, "ops:guest", "users/second", null).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatCannotBeLoadedStopsTheStart() throws Exception {
        Path broken = write("broken.json", "{\"queues\": [{\"name\": \"q\", \"vhost\": \"nowhere\"}]}");
        for (String path : List.of(broken.toString(), dir.resolve("nothing.json").toString())) {
            try (BrokerProcess broker = BrokerProcess.launch(dir.resolve("data"), "--set", "load_definitions=" + path)) {
                assertThat(broker.awaitExit()).isEqualTo(3);
                assertThat(broker.errors()).contains(path);
            }
        }
    }
}
