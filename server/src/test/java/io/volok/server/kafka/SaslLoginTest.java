package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.server.kafka.login.PlainMechanism;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
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

    private static Map<String, Object> config(KafkaFixture kafka, String user, String password) {
        return Map.of("bootstrap.servers", kafka.bootstrap(), "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN", "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                        + "\" password=\"" + password + "\";");
    }
}
