package io.volok.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StartStopTest {

    @TempDir
    private Path dir;

    @Test
    void sigtermStopsCleanlyAndTheDirectoryCanBeUsedAgain() throws Exception {
        Path data = dir.resolve("data");
        for (int round = 0; round < 2; round++) {
            try (BrokerProcess broker = BrokerProcess.start(data)) {
                assertThat(Files.readString(data.resolve("volok.pid")).strip())
                        .isEqualTo(Long.toString(broker.pid()));

                assertThat(broker.terminate()).isIn(0, 143);

                assertThat(broker.errors()).isEmpty();
            }
            assertThat(data.resolve("volok.pid")).doesNotExist();
        }
    }

    @Test
    void aSecondBrokerOnTheSameDirectoryIsRefused() throws Exception {
        try (BrokerProcess first = BrokerProcess.start(dir); BrokerProcess second = BrokerProcess.launch(dir)) {
            assertThat(second.awaitExit()).isEqualTo(4);
            assertThat(second.errors()).contains("in use by another Volok").contains("(process " + first.pid() + ")");
            assertThat(second.errors()).doesNotContain("Exception");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void aNewerFormatIsRefusedAndNothingIsTouched() throws Exception {
        Files.writeString(dir.resolve("meta.properties"), "volok.format=99\ncluster.id=x\n");
        try (BrokerProcess broker = BrokerProcess.launch(dir)) {
            assertThat(broker.awaitExit()).isEqualTo(4);
            assertThat(broker.errors()).contains("has format 99");
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("meta.properties");
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefused() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");
        try (BrokerProcess broker = BrokerProcess.launch(file.resolve("data"))) {
            assertThat(broker.awaitExit()).isEqualTo(4);
            assertThat(broker.errors()).contains("cannot be written").contains("--data");
        }
    }

    @Test
    void aTakenPortIsRefused() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BrokerProcess broker = BrokerProcess.launch(dir,
                        "--amqp-port", Integer.toString(taken.getLocalPort()))) {
            assertThat(broker.awaitExit()).isEqualTo(5);
            assertThat(broker.errors()).contains("AMQP").contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aBadConfigurationIsRefusedWithItsLine() throws Exception {
        Path config = Files.writeString(dir.resolve("volok.conf"), "nonsense.key = 1\nnum.partitions = none\n");
        try (BrokerProcess broker = BrokerProcess.launch(dir.resolve("data"), "--config", config.toString())) {
            assertThat(broker.awaitExit()).isEqualTo(3);
            assertThat(broker.errors()).contains("volok.conf, line 2").contains("num.partitions");
            assertThat(dir.resolve("data")).doesNotExist();
        }
    }
}
