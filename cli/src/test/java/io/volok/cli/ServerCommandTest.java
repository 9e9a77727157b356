package io.volok.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ServerCommandTest {

    private static final String[] ARGUMENTS = {"server", "--data", "/tmp/d", "--amqp-port=0", "--kafka-port", "9999",
        "--set", "num.partitions=3", "--set=shards=2"};

    @Test
    void thePlainSpellingIsReadAsPicocliReadsIt() throws Exception {
        ServerCommand read = new ServerCommand();
        new CommandLine(read).parseArgs(Arrays.copyOfRange(ARGUMENTS, 1, ARGUMENTS.length));

        for (ServerCommand command : new ServerCommand[] {ServerCommand.ofPlain(ARGUMENTS), read}) {
            ServerConfig config = command.config();
            assertThat(config.get(Settings.DATA)).isEqualTo(Path.of("/tmp/d"));
            assertThat(config.get(Settings.AMQP_LISTEN).port()).isZero();
            assertThat(config.get(Settings.KAFKA_LISTEN).port()).isEqualTo(9999);
            assertThat(config.get(Settings.HTTP_LISTEN).port()).isEqualTo(15672);
            assertThat(config.get(Settings.NUM_PARTITIONS)).isEqualTo(3);
            assertThat(config.get(Settings.SHARDS)).isEqualTo(2);
        }
    }

    @Test
    void whatIsNotPlainIsLeftToPicocli() {
        assertThat(ServerCommand.ofPlain()).isNull();
        assertThat(ServerCommand.ofPlain("version")).isNull();
        assertThat(ServerCommand.ofPlain("server", "--help")).isNull();
        assertThat(ServerCommand.ofPlain("server", "--data")).isNull();
        assertThat(ServerCommand.ofPlain("server", "--data", "--config")).isNull();
        assertThat(ServerCommand.ofPlain("server", "--amqp-port", "many")).isNull();
        assertThat(ServerCommand.ofPlain("server", "--colour", "blue")).isNull();
    }
}
