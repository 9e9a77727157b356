package io.volok.testkit.amqp;

import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.amqp.core.AnonymousQueue;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.amqp.rabbit.annotation.EnableRabbit;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A small application of the kind that many write: declared topology, listeners, dead letters, a remote procedure. */
@Configuration
@EnableRabbit
class SpringApplication {

    static final String PORT = "volok.spring.port";

    private final BlockingQueue<String> worked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message> dead = new LinkedBlockingQueue<>();

    BlockingQueue<String> worked() {
        return worked;
    }

    BlockingQueue<Message> dead() {
        return dead;
    }

    @Bean
    CachingConnectionFactory connectionFactory() {
        CachingConnectionFactory factory = new CachingConnectionFactory("127.0.0.1", Integer.getInteger(PORT));
        factory.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
        factory.setPublisherReturns(true);
        return factory;
    }

    @Bean
    RabbitAdmin admin(ConnectionFactory factory) {
        return new RabbitAdmin(factory);
    }

    @Bean
    RabbitTemplate template(ConnectionFactory factory) {
        RabbitTemplate template = new RabbitTemplate(factory);
        template.setMandatory(true);
        return template;
    }

    @Bean
    SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(ConnectionFactory factory) {
        SimpleRabbitListenerContainerFactory containers = new SimpleRabbitListenerContainerFactory();
        containers.setConnectionFactory(factory);
        containers.setConcurrentConsumers(2);
        containers.setDefaultRequeueRejected(false);
        return containers;
    }

    @Bean
    Queue workQueue() {
        return QueueBuilder.durable("spring.work").deadLetterExchange("").deadLetterRoutingKey("spring.dead").build();
    }

    @Bean
    Queue deadQueue() {
        return QueueBuilder.durable("spring.dead").build();
    }

    @Bean
    TopicExchange topic() {
        return new TopicExchange("spring.topic");
    }

    @Bean
    Binding work() {
        return BindingBuilder.bind(workQueue()).to(topic()).with("work.#");
    }

    @Bean
    Queue procedure() {
        return new AnonymousQueue();
    }

    @RabbitListener(queues = "spring.work")
    void work(String text) {
        if (text.equals("bad")) {
            throw new IllegalArgumentException("a message that cannot be worked on");
        }
        worked.add(text);
    }

    @RabbitListener(queues = "spring.dead")
    void bury(Message message) {
        dead.add(message);
    }

    @RabbitListener(queues = "#{procedure.name}")
    String shout(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
