package io.volok.testkit.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.testkit.process.BrokerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the management API answers to single requests, good and bad: statuses and bodies are those of RabbitMQ 4.3.6. */
class ManagementAnswersTest {

    @TempDir
    private static Path data;
    private static BrokerProcess broker;
    private static HttpClient client;

    private record Answer(int status, JsonNode body, HttpResponse<String> response) {
    }

    @BeforeAll
    static void start() throws Exception {
        broker = BrokerProcess.start(data);
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        broker.close();
    }

    @Test
    void aUsersPasswordAndLimitsAreTakenWholeOrRefused() throws Exception {
        assertThat(ask("PUT", "/users/u", "{'password_hash':'zzz','tags':''}").body().get("reason").toString())
                .isEqualTo("[\"not_base64\",\"zzz\"]");
        expect(400, "PUT", "/users/u", "{'password':5,'tags':''}");
        expect(400, "PUT", "/users/u", "{'password':'a','tags':5}");
        expect(400, "PUT", "/users/u", "{'password':'a','tags':'','limits':{'max-nonsense':5}}");
        expect(400, "PUT", "/users/u", "{'password':'a','tags':'','limits':{'max-channels':'x'}}");
        expect(404, "GET", "/users/u", null);
        expect(201, "PUT", "/users/u", "{'password':'a','tags':'','limits':{'max-connections':5}}");
        assertThat(ask("GET", "/user-limits/u", null).body().toString())
                .isEqualTo("[{\"user\":\"u\",\"value\":{\"max-connections\":5}}]");
        expect(204, "PUT", "/users/u", "{'password':'b','tags':''}");
        assertThat(ask("GET", "/users/u", null).body().get("limits").toString()).isEqualTo("{\"max-connections\":5}");
        expect(204, "PUT", "/users/u", "{'password':'b','tags':'','limits':{}}");
        assertThat(ask("GET", "/user-limits/u", null).body().toString()).isEqualTo("[]");
    }

    @Test
    void aVhostThatIsPutHasOnlyWhatItIsPutWith() throws Exception {
        expect(201, "PUT", "/vhosts/v", "{'description':'d','tags':'a,b','default_queue_type':'quorum','tracing':true}");
        expect(204, "POST", "/vhosts/v/deletion/protection", null);
        expect(204, "PUT", "/vhosts/v", "{'protected_from_deletion':false}");
        JsonNode vhost = ask("GET", "/vhosts/v", null).body();
        assertThat(vhost.get("description").asString()).isEmpty();
        assertThat(vhost.get("tags").size()).isZero();
        assertThat(vhost.get("default_queue_type").asString()).isEqualTo("classic");
        assertThat(vhost.get("tracing").asBoolean()).isTrue();
        assertThat(vhost.get("protected_from_deletion").asBoolean()).isTrue();
        expect(204, "PUT", "/vhosts/v", "{'default_queue_type':'undefined'}");
        assertThat(ask("GET", "/vhosts/v", null).body().get("default_queue_type").asString()).isEqualTo("classic");
        expect(400, "PUT", "/vhosts/v", "{'tags':5}");
        expect(204, "DELETE", "/vhosts/v/deletion/protection", null);
        expect(204, "DELETE", "/vhosts/v", null);
    }

    @Test
    void aMessageThatIsNoneIsRefused() throws Exception {
        expect(201, "PUT", "/queues/%2F/refused", "{'durable':true}");
        for (String properties : List.of("5", "{'priority':'5'}", "{'delivery_mode':'2'}", "{'timestamp':'5'}",
                "{'content_type':5}", "{'expiration':5}", "{'headers':5}", "{'message_id':null}")) {
            Answer answer = ask("POST", "/exchanges/%2F/amq.default/publish", "{'routing_key':'refused','payload':'x',"
                    + "'payload_encoding':'string','properties':" + properties + "}");
            assertThat(answer.status()).as(properties).isEqualTo(400);
        }
        for (List<String> wrong : List.of(List.of("x", "no_integer"), List.of("10x", "{leftover_string,\"x\"}"),
                List.of("-1", "{value_negative,-1}"))) {
            assertThat(publish("refused", "{'expiration':'" + wrong.get(0) + "'}").body().get("reason").asString())
                    .isEqualTo("406 PRECONDITION_FAILED - invalid expiration '" + wrong.get(0) + "': " + wrong.get(1));
        }
        assertThat(ask("POST", "/exchanges/%2F/amq.default/publish", "{'routing_key':'refused','payload':5,"
                + "'payload_encoding':'string','properties':{}}").body().get("reason").asString())
                .isEqualTo("payload_not_string");
        assertThat(publish("refused", "[]").body().get("routed").asBoolean()).isTrue();
        expect(400, "POST", "/queues/%2F/refused/get",
                "{'count':1,'ackmode':'ack_requeue_true','encoding':'auto','truncate':-1}");
        expect(404, "POST", "/queues/%2F/nosuch/actions", "{'action':'sync'}");
        expect(400, "PUT", "/queues/%2F/other", "{'arguments':5}");
        expect(400, "PUT", "/exchanges/%2F/other", "{'type':5}");
    }

    @Test
    void aRefusedMessageIsToldAsTheChannelSaysIt() throws Exception {
        expect(201, "PUT", "/exchanges/%2F/inner", "{'type':'fanout','internal':true}");
        Answer inner = ask("POST", "/exchanges/%2F/inner/publish",
                "{'routing_key':'','payload':'x','payload_encoding':'string','properties':{}}");
        assertThat(inner.status()).isEqualTo(400);
        assertThat(inner.body().get("reason").asString())
                .isEqualTo("403 ACCESS_REFUSED - cannot publish to internal exchange 'inner' in vhost '/'");
        Answer other = publish("any", "{'user_id':'other'}");
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.body().get("reason").asString()).isEqualTo(
                "406 PRECONDITION_FAILED - user_id property set to 'other' but authenticated user was 'guest'");
        expect(204, "DELETE", "/exchanges/%2F/inner", null);
    }

    @Test
    void aMessageOfAQuorumQueueTellsHowOftenItWasTried() throws Exception {
        expect(201, "PUT", "/queues/%2F/tried", "{'durable':true,'arguments':{'x-queue-type':'quorum'}}");
        publish("tried", "{'headers':{'mine':'x'}}");
        List<String> got = List.of(got("ack_requeue_true"), got("reject_requeue_true"), got("ack_requeue_true"),
                got("ack_requeue_false"));
        assertThat(got).containsExactly("{\"mine\":\"x\"}", "{\"mine\":\"x\",\"x-acquired-count\":1}",
                "{\"mine\":\"x\",\"x-acquired-count\":2,\"x-delivery-count\":1}",
                "{\"mine\":\"x\",\"x-acquired-count\":3,\"x-delivery-count\":1}");
    }

    private static String got(String ackMode) throws Exception {
        return ask("POST", "/queues/%2F/tried/get", "{'count':1,'encoding':'auto','ackmode':'" + ackMode + "'}")
                .body().get(0).get("properties").get("headers").toString();
    }

    @Test
    void membersOfQuorumQueuesAreThoseOfOneNode() throws Exception {
        String node = ask("GET", "/overview", null).body().get("node").asString();
        expect(201, "PUT", "/queues/%2F/members", "{'durable':true,'arguments':{'x-queue-type':'quorum'}}");
        expect(201, "PUT", "/queues/%2F/plain", "{'durable':true}");
        String members = "/queues/quorum/%2F/members/replicas/";
        expect(204, "POST", members + "add", "{'node':'" + node + "'}");
        expect(400, "POST", members + "add", "{'node':'x@y'}");
        assertThat(ask("DELETE", members + "delete", "{'node':'" + node + "'}").body().get("reason").asString())
                .isEqualTo("last_node");
        assertThat(ask("POST", "/queues/quorum/%2F/plain/replicas/add", "{'node':'" + node + "'}").body()
                .get("reason").asString()).isEqualTo("classic_queue_not_supported");
        expect(503, "POST", "/queues/quorum/%2F/nosuch/replicas/add", "{'node':'" + node + "'}");
        expect(503, "GET", "/queues/quorum/%2F/plain/status", null);
        expect(204, "POST", "/queues/quorum/replicas/on/" + node + "/grow",
                "{'strategy':'all','vhost_pattern':'.*','queue_pattern':'.*'}");
        expect(400, "POST", "/queues/quorum/replicas/on/" + node + "/grow", "{'strategy':'all'}");
        expect(202, "DELETE", "/queues/quorum/replicas/on/" + node + "/shrink", null);
        expect(404, "DELETE", "/queues/quorum/replicas/on/x@y/shrink", null);
    }

    @Test
    void loginAnswersAForm() throws Exception {
        assertThat(form("username=guest&password=guest").body().toString()).isEqualTo("{\"user\":{\"name\":\"guest\","
                + "\"tags\":[\"administrator\"],\"is_internal_user\":true},\"token\":{\"type\":\"basic\",\"value\":"
                + "\"Z3Vlc3Q6Z3Vlc3Q=\"}}");
        assertThat(form("username=guest&password=bad").status()).isEqualTo(401);
        assertThat(form("username=guest").status()).isEqualTo(401);
        expect(204, "DELETE", "/login", null);
        String attempts = "/auth/attempts/" + ask("GET", "/overview", null).body().get("node").asString();
        expect(204, "DELETE", attempts, null);
        assertThat(ask("GET", attempts, null).body().get(0).get("auth_attempts_failed").asInt()).isZero();
        expect(404, "DELETE", "/auth/attempts/x@y", null);
    }

    @Test
    void aTransientQueueIsADeprecatedFeatureInUse() throws Exception {
        expect(201, "PUT", "/queues/%2F/passing", "{'durable':false}");
        assertThat(ask("GET", "/deprecated-features/used", null).body().get(0).get("name").asString())
                .isEqualTo("transient_nonexcl_queues");
        expect(204, "DELETE", "/queues/%2F/passing", null);
        assertThat(ask("GET", "/deprecated-features/used", null).body().toString()).isEqualTo("[]");
    }

    @Test
    void answersAreNotKeptAndLongOnesMayBeCompressed() throws Exception {
        HttpResponse<String> plain = ask("GET", "/overview", null).response();
        assertThat(plain.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        HttpResponse<byte[]> packed = client.send(request("GET", "/overview", null).header("Accept-Encoding", "gzip")
                .build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(packed.body().length).isLessThan(plain.body().length());
        assertThat(ask("DELETE", "/login", null).response().headers().firstValue("content-type")).isEmpty();
    }

    private static Answer publish(String queue, String properties) throws Exception {
        return ask("POST", "/exchanges/%2F/amq.default/publish", "{'routing_key':'" + queue + "','payload':'x',"
                + "'payload_encoding':'string','properties':" + properties + "}");
    }

    private static void expect(int status, String method, String path, String body) throws Exception {
        Answer answer = ask(method, path, body);
        assertThat(answer.status()).as("%s %s %s: %s", method, path, body, answer.body()).isEqualTo(status);
    }

    private static Answer ask(String method, String path, String body) throws Exception {
        return send(request(method, path, body == null ? null : body.replace('\'', '"')));
    }

    private static Answer form(String fields) throws Exception {
        return send(HttpRequest.newBuilder(uri("/login")).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields)));
    }

    private static Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(),
                response.body().isEmpty() ? null : new JsonMapper().readTree(response.body()), response);
    }

    private static HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Basic Z3Vlc3Q6Z3Vlc3Q=").method(method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    }

    private static URI uri(String path) {
        return URI.create("http://localhost:" + broker.httpPort() + "/api" + path);
    }
}
