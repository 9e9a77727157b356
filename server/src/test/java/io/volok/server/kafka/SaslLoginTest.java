package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.server.kafka.login.JaasUsers;
import io.volok.server.kafka.login.PlainMechanism;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaslLoginTest {

    @TempDir
    private Path data;

    @Test
    void aUserLogsInWithItsPasswordAndNobodyWithout() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of(), SecurityProtocol.SASL_PLAINTEXT)) {
            kafka.face().offer(new PlainMechanism((user, password, then) ->
                    then.accept(user.equals("ann") && password.equals("secret"))));
            try (Admin admin = Admin.create(config(kafka, "ann", "secret"))) {
                assertThat(admin.describeCluster().clusterId().get()).isEqualTo("test-cluster-id");
            }
            try (Admin admin = Admin.create(config(kafka, "ann", "wrong"))) {
                assertThatThrownBy(() -> admin.describeCluster().clusterId().get())
                        .hasCauseInstanceOf(SaslAuthenticationException.class)
                        .hasMessageContaining("Invalid username or password");
            }
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void aListenersOwnUsersAreItsOnlyUsers() throws Exception {
        JaasUsers users = JaasUsers.read(Map.of("listener.name.sasl_plaintext.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"x\" password=\"y\" "
                        + "user_ann=\"secret\" user_bob='other one';"));
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of(), SecurityProtocol.SASL_PLAINTEXT)) {
            kafka.face().offer(new PlainMechanism((user, password, then) -> then.accept(true), users));
            try (Admin ann = Admin.create(config(kafka, "ann", "secret"));
                    Admin bob = Admin.create(config(kafka, "bob", "other one"));
                    Admin eve = Admin.create(config(kafka, "eve", "secret"))) {
                assertThat(ann.describeCluster().clusterId().get()).isEqualTo("test-cluster-id");
                assertThat(bob.describeCluster().clusterId().get()).isEqualTo("test-cluster-id");
                assertThatThrownBy(() -> eve.describeCluster().clusterId().get())
                        .hasCauseInstanceOf(SaslAuthenticationException.class);
            }
            assertThat(kafka.failure()).isNull();
        }
    }

    /** As clients of Kafka 0.10 do it, and librdkafka and others until long after. */
    @Test
    void aUserLogsInWithBareMessages() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of(), SecurityProtocol.SASL_PLAINTEXT)) {
            kafka.face().offer(new PlainMechanism((user, password, then) ->
                    then.accept(user.equals("ann") && password.equals("secret"))));
            try (RawClient client = new RawClient(kafka.port())) {
                assertThat(handshake(client)).isZero();
                client.sendFrame("\0ann\0secret".getBytes(StandardCharsets.UTF_8));
                assertThat(client.readFrame()).isEmpty();
                assertThat(client.ask(ApiKeys.METADATA, (short) 9, new MetadataRequestData())).isNotNull();
            }
            try (RawClient client = new RawClient(kafka.port())) {
                assertThat(handshake(client)).isZero();
                client.sendFrame("\0ann\0guess".getBytes(StandardCharsets.UTF_8));
                assertThat(client.readFrame()).isNull();
            }
            assertThat(kafka.failure()).isNull();
        }
    }

    private static short handshake(RawClient client) throws IOException {
        return ((SaslHandshakeResponseData) client.ask(ApiKeys.SASL_HANDSHAKE, (short) 0,
                new SaslHandshakeRequestData().setMechanism("PLAIN"))).errorCode();
    }

    private static Map<String, Object> config(KafkaFixture kafka, String user, String password) {
        return Map.of("bootstrap.servers", kafka.bootstrap(), "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN", "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                        + "\" password=\"" + password + "\";");
    }
}
