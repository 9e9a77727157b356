package io.volok.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.server.kafka.login.PlainMechanism;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AccessControlTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users", "User:root");
    private static final AclBinding ANN_WRITES = new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "orders-", PatternType.PREFIXED),
            new AccessControlEntry("User:ann", "*", AclOperation.WRITE, AclPermissionType.ALLOW));

    @TempDir
    private Path data;

    @Test
    void rulesDecideWhoMayWriteAndSurviveARestart() throws Exception {
        try (KafkaFixture kafka = open(); Admin root = Admin.create(plain(kafka, "root"))) {
            root.createTopics(List.of(new NewTopic("orders-1", 1, (short) 1), new NewTopic("other", 1, (short) 1)))
                    .all().get();
            root.createAcls(List.of(ANN_WRITES)).all().get();
            root.createAcls(List.of(ANN_WRITES)).all().get();
            assertThat(root.describeAcls(AclBindingFilter.ANY).values().get()).containsExactly(ANN_WRITES);
        }
        try (KafkaFixture kafka = open(); Admin root = Admin.create(plain(kafka, "root"))) {
            try (KafkaProducer<String, String> ann = producer(kafka, "ann")) {
                assertThat(ann.send(new ProducerRecord<>("orders-1", "v")).get().offset()).isZero();
                assertThatThrownBy(() -> ann.send(new ProducerRecord<>("other", "v")).get())
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
            }
            assertThat(root.deleteAcls(List.of(ANN_WRITES.toFilter())).all().get()).containsExactly(ANN_WRITES);
            try (KafkaProducer<String, String> ann = producer(kafka, "ann")) {
                assertThatThrownBy(() -> ann.send(new ProducerRecord<>("orders-1", "v")).get())
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
            }
            assertThat(kafka.failure()).isNull();
        }
    }

    @Test
    void aRegularExpressionFindsOnlyTopicsThatTheMemberMayDescribe() throws Exception {
        try (KafkaFixture kafka = open(); Admin root = Admin.create(plain(kafka, "root"))) {
            root.createTopics(List.of(new NewTopic("orders-1", 1, (short) 1), new NewTopic("orders-2", 1, (short) 1)))
                    .all().get();
            root.createAcls(List.of(annReads(ResourceType.TOPIC, "orders-1"), annReads(ResourceType.GROUP, "g")))
                    .all().get();
            Map<String, Object> config = new HashMap<>(plain(kafka, "ann"));
            config.putAll(Map.of("group.id", "g", "group.protocol", "consumer"));
            try (KafkaConsumer<String, String> ann = new KafkaConsumer<>(
                    config, new StringDeserializer(), new StringDeserializer())) {
                ann.subscribe(new SubscriptionPattern("orders-.*"));
                while (ann.assignment().isEmpty()) {
                    ann.poll(Duration.ofMillis(100));
                }
                assertThat(ann.assignment()).containsExactly(new TopicPartition("orders-1", 0));
            }
            assertThat(kafka.failure()).isNull();
        }
    }

    private static AclBinding annReads(ResourceType type, String name) {
        return new AclBinding(new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:ann", "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    @Test
    void withoutAnAuthorizerThereAreNoRules() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            assertThatThrownBy(() -> admin.createAcls(List.of(ANN_WRITES)).all().get())
                    .hasCauseInstanceOf(SecurityDisabledException.class);
        }
    }

    @Test
    void scramUsersAreMadeLogInAndAreRemoved() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(data, 1, Map.of(), SecurityProtocol.SASL_PLAINTEXT)) {
            kafka.face().offer(new PlainMechanism((user, password, then) -> then.accept(true)));
            try (Admin root = Admin.create(plain(kafka, "root"))) {
                for (ScramMechanism mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
                    root.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion("ann",
                            new ScramCredentialInfo(mechanism, 8192), "secret"))).all().get();
                    try (Admin ann = Admin.create(scram(kafka, mechanism.mechanismName(), "secret"))) {
                        assertThat(ann.describeCluster().clusterId().get()).isEqualTo("test-cluster-id");
                    }
                    try (Admin eve = Admin.create(scram(kafka, mechanism.mechanismName(), "guess"))) {
                        assertThatThrownBy(() -> eve.describeCluster().clusterId().get())
                                .hasCauseInstanceOf(SaslAuthenticationException.class);
                    }
                }
                assertThat(root.describeUserScramCredentials().all().get().get("ann").credentialInfos()).hasSize(2);
                root.alterUserScramCredentials(List.of(
                        new UserScramCredentialDeletion("ann", ScramMechanism.SCRAM_SHA_256))).all().get();
                assertThatThrownBy(() -> root.alterUserScramCredentials(List.of(
                        new UserScramCredentialDeletion("ann", ScramMechanism.SCRAM_SHA_256))).all().get())
                        .hasCauseInstanceOf(ResourceNotFoundException.class);
            }
            assertThat(kafka.failure()).isNull();
        }
    }

    private KafkaFixture open() throws Exception {
        KafkaFixture kafka = new KafkaFixture(data, 1, SETTINGS, SecurityProtocol.SASL_PLAINTEXT);
        kafka.face().offer(new PlainMechanism((user, password, then) -> then.accept(true)));
        return kafka;
    }

    /** An idempotent one: who may write to any topic at all may have a producer id. */
    private static KafkaProducer<String, String> producer(KafkaFixture kafka, String user) {
        return new KafkaProducer<>(plain(kafka, user), new StringSerializer(), new StringSerializer());
    }

    private static Map<String, Object> plain(KafkaFixture kafka, String user) {
        return login(kafka, "PLAIN", "plain.PlainLoginModule", user, "x");
    }

    private static Map<String, Object> scram(KafkaFixture kafka, String mechanism, String password) {
        return login(kafka, mechanism, "scram.ScramLoginModule", "ann", password);
    }

    private static Map<String, Object> login(KafkaFixture kafka, String mechanism, String module, String user,
                                             String password) {
        return Map.of("bootstrap.servers", kafka.bootstrap(), "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", mechanism, "sasl.jaas.config", "org.apache.kafka.common.security." + module
                        + " required username=\"" + user + "\" password=\"" + password + "\";");
    }
}
