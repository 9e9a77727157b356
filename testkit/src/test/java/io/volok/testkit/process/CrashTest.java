package io.volok.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kill -9 at a random moment under load: what was acknowledged is there, where it belongs, in order. */
class CrashTest {

    private static final int ROUNDS = 5;
    private static final int LIFE_MS_MIN = 300;
    private static final int LIFE_MS_SPAN = 1_200;

    @TempDir
    private Path data;

    @ParameterizedTest
    @CsvSource({"os,1", "fsync,1", "os,2"})
    @Timeout(300)
    void whatWasAcknowledgedSurvivesKillNine(String durability, int shards) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AmqpWitness amqp = new AmqpWitness();
        KafkaWitness kafka = new KafkaWitness();

        for (int round = 0; round < ROUNDS; round++) {
            int lifeMs = LIFE_MS_MIN + random.nextInt(LIFE_MS_SPAN);
            try (BrokerProcess broker = BrokerProcess.start(
                    data, "--set", "durability=" + durability, "--set", "shards=" + shards);
                    ExecutorService clients = Executors.newFixedThreadPool(2)) {
                amqp.verifyIfBegun(broker);
                kafka.verifyIfBegun(broker);
                Future<?> publishing = clients.submit(() -> {
                    amqp.publishUntilDeath(broker);
                    return null;
                });
                Future<?> producing = clients.submit(() -> {
                    kafka.produceWhile(broker, broker::isAlive);
                    return null;
                });
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(lifeMs));
                broker.kill();
                publishing.get(60, TimeUnit.SECONDS);
                producing.get(60, TimeUnit.SECONDS);
            }
        }
        try (BrokerProcess broker = BrokerProcess.start(data)) {
            amqp.verifyIfBegun(broker);
            kafka.verifyIfBegun(broker);
        }
        System.out.printf("crash test, durability %s, %d shard(s), seed %d: %d confirms and %d acks=all kept over %d kills%n",
                durability, shards, seed, amqp.confirmedCount(), kafka.acknowledgedCount(), ROUNDS);
        assertThat(amqp.confirmedCount()).isPositive();
        assertThat(kafka.acknowledgedCount()).isPositive();
    }
}
