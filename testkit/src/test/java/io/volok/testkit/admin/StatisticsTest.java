package io.volok.testkit.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.volok.testkit.process.BrokerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the HTTP API counts of messages, with the field names and groups that RabbitMQ 4.3 has. */
@Timeout(60)
class StatisticsTest {

    @Test
    void everythingThatBecomesOfMessagesIsCounted(@TempDir Path data) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        try (BrokerProcess broker = BrokerProcess.start(data)) {
            factory.setPort(broker.amqpPort());
            try (Connection connection = factory.newConnection(); Channel publishing = connection.createChannel();
                    Channel taking = connection.createChannel()) {
                publishing.queueDeclare("q", true, false, false, null);
                publishing.queueDeclare("idle", true, false, false, null);
                publishing.confirmSelect();
                for (int i = 0; i < 3; i++) {
                    publishing.basicPublish("", "q", null, "m".getBytes(UTF_8));
                }
                publishing.basicPublish("", "nowhere", null, "m".getBytes(UTF_8));
                publishing.basicPublish("", "nowhere", true, null, "m".getBytes(UTF_8));
                publishing.waitForConfirmsOrDie(10_000);
                taking.basicGet("q", true);
                long tag = taking.basicGet("q", false).getEnvelope().getDeliveryTag();
                taking.basicNack(tag, false, true);
                tag = taking.basicGet("q", false).getEnvelope().getDeliveryTag();
                taking.basicAck(tag, false);
                taking.basicGet("idle", true);

                JsonNode queue = get(broker, "/api/queues/%2F/q").get("message_stats");
                assertThat(queue.get("publish").asInt()).isEqualTo(3);
                assertThat(queue.get("get").asInt()).isEqualTo(2);
                assertThat(queue.get("get_no_ack").asInt()).isEqualTo(1);
                assertThat(queue.get("redeliver").asInt()).isEqualTo(1);
                assertThat(queue.get("ack").asInt()).isEqualTo(1);
                assertThat(queue.get("deliver_get").asInt()).isEqualTo(3);
                assertThat(queue.get("deliver_get_details").get("rate").isNumber()).isTrue();
                JsonNode idle = get(broker, "/api/queues/%2F/idle").get("message_stats");
                assertThat(idle.get("get_empty").asInt()).isEqualTo(1);
                assertThat(idle.has("publish")).isFalse();
                for (String whole : new String[] {"/api/overview", "/api/vhosts/%2F"}) {
                    JsonNode all = get(broker, whole).get("message_stats");
                    assertThat(all.get("confirm").asInt()).isEqualTo(5);
                    assertThat(all.get("return_unroutable").asInt()).isEqualTo(1);
                    assertThat(all.get("drop_unroutable").asInt()).isEqualTo(1);
                    assertThat(all.get("get_empty").asInt()).isEqualTo(1);
                }
                JsonNode channels = get(broker, "/api/channels?sort=number");
                assertThat(channels.get(0).get("message_stats").propertyNames()).contains("confirm", "publish",
                        "drop_unroutable", "return_unroutable").doesNotContain("ack");
                assertThat(channels.get(1).get("message_stats").propertyNames()).contains("ack", "deliver", "deliver_no_ack",
                        "get", "get_no_ack", "get_empty", "redeliver", "deliver_get").doesNotContain("publish");
                JsonNode attempts = get(broker, "/api/auth/attempts/" + get(broker, "/api/overview").get("node").asString());
                assertThat(attempts.get(0).get("protocol").asString()).isEqualTo("amqp091");
                assertThat(attempts.get(0).get("auth_attempts_succeeded").asInt()).isEqualTo(1);
            }
        }
    }

    private static JsonNode get(BrokerProcess broker, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(
                            URI.create("http://localhost:" + broker.httpPort() + path))
                    .header("Authorization", "Basic Z3Vlc3Q6Z3Vlc3Q=").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            return new JsonMapper().readTree(response.body());
        }
    }
}
