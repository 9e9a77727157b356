package io.volok.testkit.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.OffsetSpecification;
import com.rabbitmq.stream.Producer;
import io.volok.testkit.process.BrokerProcess;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted listeners and logins, with certificates made by the JDK's own tool. */
@Timeout(120)
class SecureListenersTest {

    private static final String PASSWORD = "secret-for-the-test";

    @TempDir
    private static Path dir;
    private static BrokerProcess broker;

    @BeforeAll
    static void start() throws Exception {
        makeCertificate();
        Path config = Files.writeString(dir.resolve("volok.conf"), """
                listeners.ssl.default = 0
                stream.listeners.ssl.1 = 0
                listeners = PLAINTEXT://:0,SSL://:0,SASL_PLAINTEXT://:0,INSIDE://:0
                listener.security.protocol.map = INSIDE:SASL_SSL
                ssl.keystore.location = %1$s
                ssl.keystore.password = %2$s
                ssl.keystore.type = PKCS12
                ssl.truststore.location = %1$s
                ssl.truststore.password = %2$s
                ssl.truststore.type = PKCS12
                ssl.client.auth = requested
                default_user = CN=localhost
                default_pass = guest
                """.formatted(keyStore(), PASSWORD));
        broker = BrokerProcess.start(dir.resolve("data"), "--config", config.toString());
    }

    private static void makeCertificate() throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "volok", "-keyalg", "EC",
                "-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "2",
                "-storetype", "PKCS12", "-keystore", keyStore().toString(), "-storepass", PASSWORD)
                .inheritIO().start();
        assertThat(made.waitFor()).isZero();
    }

    private static Path keyStore() {
        return dir.resolve("keys.p12");
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void amqpOverTlsWithTheUserFromTheCertificate() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("localhost");
        factory.setPort(broker.port("AMQPS"));
        factory.useSslProtocol(clientContext());
        factory.enableHostnameVerification();
        factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
        try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
            String queue = channel.queueDeclare().getQueue();
            byte[] body = "x".repeat(300_000).getBytes(UTF_8);
            channel.confirmSelect();
            channel.basicPublish("", queue, null, body);
            channel.waitForConfirmsOrDie(10_000);
            assertThat(channel.basicGet(queue, true).getBody()).isEqualTo(body);
        }
    }

    @Test
    void theUserMayBeAnAlternativeNameOfTheCertificate() throws Exception {
        Path config = Files.writeString(dir.resolve("san.conf"), """
                listeners.ssl.default = 0
                ssl_cert_login_from = subject_alternative_name
                ssl_cert_login_san_type = ip
                ssl.keystore.location = %1$s
                ssl.keystore.password = %2$s
                ssl.keystore.type = PKCS12
                ssl.truststore.location = %1$s
                ssl.truststore.password = %2$s
                ssl.truststore.type = PKCS12
                ssl.client.auth = required
                default_user = 127.0.0.1
                """.formatted(keyStore(), PASSWORD));
        try (BrokerProcess other = BrokerProcess.start(dir.resolve("san"), "--config", config.toString())) {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setPort(other.port("AMQPS"));
            factory.useSslProtocol(clientContext());
            factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
            try (Connection connection = factory.newConnection()) {
                assertThat(connection.isOpen()).isTrue();
            }
        }
    }

    @Test
    void streamsOverTls() throws Exception {
        CountDownLatch got = new CountDownLatch(1);
        try (Environment environment = Environment.builder().host("localhost").port(broker.port("Stream/SSL"))
                .username("CN=localhost").password("guest").tls().trustEverything().environmentBuilder().build()) {
            environment.streamCreator().stream("secure").create();
            try (Producer producer = environment.producerBuilder().stream("secure").build()) {
                producer.send(producer.messageBuilder().addData(new byte[200_000]).build(), status -> { });
                environment.consumerBuilder().stream("secure").offset(OffsetSpecification.first())
                        .messageHandler((context, message) -> got.countDown()).build();
                assertThat(got.await(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void kafkaOverTls() throws Exception {
        roundTrip("Kafka/SSL", "SSL", null);
    }

    @Test
    void kafkaWithALogin() throws Exception {
        roundTrip("Kafka/SASL_PLAINTEXT", "SASL_PLAINTEXT", "guest");
    }

    @Test
    void kafkaWithALoginOverTlsOnAListenerWithItsOwnName() throws Exception {
        roundTrip("Kafka/INSIDE", "SASL_SSL", "guest");
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThatThrownBy(() -> roundTrip("Kafka/SASL_PLAINTEXT", "SASL_PLAINTEXT", "wrong"))
                .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    private static void roundTrip(String listener, String protocol, String password) throws Exception {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers", "localhost:" + broker.port(listener), "security.protocol", protocol,
                "ssl.truststore.location", keyStore().toString(), "ssl.truststore.password", PASSWORD,
                "ssl.truststore.type", "PKCS12", "linger.ms", 0));
        if (password != null) {
            settings.put("sasl.mechanism", "PLAIN");
            settings.put("sasl.jaas.config", "org.apache.kafka.common.security.plain.PlainLoginModule required "
                    + "username=\"CN=localhost\" password=\"" + password + "\";");
        }
        String value = "v".repeat(200_000);
        TopicPartition partition = new TopicPartition("secure-" + protocol, 0);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(partition.topic(), value)).get(30, TimeUnit.SECONDS);
        }
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(Duration.ofSeconds(20)).iterator().next().value()).isEqualTo(value);
        }
    }

    private static SSLContext clientContext() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore())) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
