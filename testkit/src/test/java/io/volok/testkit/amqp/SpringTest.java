package io.volok.testkit.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.server.config.ListenAddress;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.runtime.VolokNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** A Spring AMQP application runs unchanged. */
@Timeout(60)
class SpringTest {

    private static final int MESSAGES = 100;

    @TempDir
    private Path directory;

    @Test
    void aSpringApplicationRunsUnchanged() throws Exception {
        ListenAddress free = new ListenAddress("localhost", 0);
        try (VolokNode node = VolokNode.start(ServerConfig.defaults().with(Settings.DATA, directory)
                .with(Settings.AMQP_LISTEN, free).with(Settings.KAFKA_LISTEN, free)
                .with(Settings.HTTP_LISTEN, free), failure -> { })) {
            System.setProperty(SpringApplication.PORT, Integer.toString(node.ports().amqp()));
            try (var context = new AnnotationConfigApplicationContext(SpringApplication.class)) {
                converse(context.getBean(RabbitTemplate.class), context.getBean(SpringApplication.class),
                        context.getBean("procedure", Queue.class).getName());
            }
        }
    }

    private static void converse(RabbitTemplate template, SpringApplication application, String procedure)
            throws Exception {
        List<CorrelationData> sent = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            CorrelationData correlation = new CorrelationData("m" + i);
            template.convertAndSend("spring.topic", "work.on." + i, "m" + i, correlation);
            sent.add(correlation);
        }
        for (CorrelationData correlation : sent) {
            assertThat(correlation.getFuture().get(10, TimeUnit.SECONDS).isAck()).isTrue();
        }
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(application.worked().poll(10, TimeUnit.SECONDS)).startsWith("m");
        }

        CorrelationData lost = new CorrelationData("lost");
        template.convertAndSend("spring.topic", "nowhere", "lost", lost);
        assertThat(lost.getFuture().get(10, TimeUnit.SECONDS).isAck()).isTrue();
        assertThat(lost.getReturned().getReplyText()).isEqualTo("NO_ROUTE");

        template.convertAndSend("spring.topic", "work", "bad");
        assertThat(application.dead().poll(10, TimeUnit.SECONDS).getMessageProperties().getXDeathHeader().getFirst()
                .get("reason")).hasToString("rejected");

        assertThat(template.convertSendAndReceive("", procedure, "hello")).isEqualTo("HELLO");
    }
}
