package io.volok.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.server.runtime.KafkaKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    @TempDir
    private Path dir;

    @Test
    void aRabbitmqConfCanBeUsedAsItIs() throws Exception {
        ServerConfig config = read("""
                # RabbitMQ
                listeners.tcp.default = 5673
                management.tcp.port = 15673
                default_user = anna
                default_pass = 'a b#c'
                disk_free_limit.absolute = 1GB
                vm_memory_high_watermark.relative = 0.5
                no.such.key = 0.6
                """);

        assertThat(config.get(Settings.AMQP_LISTEN)).isEqualTo(ListenAddress.ofPort(5673));
        assertThat(config.get(Settings.HTTP_LISTEN).port()).isEqualTo(15673);
        assertThat(config.get(Settings.DEFAULT_USER)).isEqualTo("anna");
        assertThat(config.get(Settings.DEFAULT_PASS)).isEqualTo("a b#c");
        assertThat(config.get(Settings.DISK_FREE_LIMIT_BYTES)).isEqualTo(1_000_000_000L);
        assertThat(config.warnings()).singleElement().asString()
                .contains("line 8").contains("no.such.key");
        assertThat(config.get(Settings.MEMORY_WATERMARK)).isEqualTo(0.5);
    }

    @Test
    void aServerPropertiesCanBeUsedAsItIs() throws Exception {
        ServerConfig config = read("""
                listeners=PLAINTEXT://127.0.0.1:9093,CONTROLLER://:9094
                log.dirs=/var/lib/volok
                num.partitions=3
                log.retention.hours=2
                log.flush.interval.messages=1
                """);

        assertThat(config.get(Settings.KAFKA_LISTEN)).isEqualTo(new ListenAddress("127.0.0.1", 9093));
        assertThat(config.get(Settings.DATA)).isEqualTo(Path.of("/var/lib/volok"));
        assertThat(config.get(Settings.NUM_PARTITIONS)).isEqualTo(3);
        assertThat(config.get(Settings.RETENTION_MS)).isEqualTo(7_200_000L);
        assertThat(config.get(Settings.DURABILITY)).isEqualTo(Settings.DurabilityMode.FSYNC);
    }

    @Test
    void aLineThatEndsWithABackslashGoesOn() throws Exception {
        ServerConfig config = read("""
                default_user = an\\
                  na
                default_pass = secret
                """);

        assertThat(config.get(Settings.DEFAULT_USER)).isEqualTo("anna");
        assertThat(config.get(Settings.DEFAULT_PASS)).isEqualTo("secret");
    }

    @Test
    void aBadValueIsRefusedWithFileLineKeyAndRemedy() {
        assertThatThrownBy(() -> read("\n\nnum.partitions = many\n"))
                .isInstanceOf(ConfigRefused.class)
                .hasMessageContaining("volok.conf, line 3")
                .hasMessageContaining("num.partitions cannot be \"many\"")
                .hasMessageContaining("write a whole number");
        assertThatThrownBy(() -> new ConfigReader().set("num.partitions=0"))
                .hasMessageContaining("from 1 to");
        assertThatThrownBy(() -> new ConfigReader().set("listeners.tcp.default=70000"))
                .hasMessageContaining("from 0 to 65535");
        assertThatThrownBy(() -> new ConfigReader().set("durability=often"))
                .hasMessageContaining("[os, fsync]");
        assertThatThrownBy(() -> new ConfigReader().set("disk_free_limit.absolute=9999999999999TB"))
                .isInstanceOf(ConfigRefused.class);
    }

    @Test
    void whatIsSaidLaterWins() throws Exception {
        Path file = write("num.partitions = 2\n");

        ServerConfig config = new ConfigReader().file(file).set("num.partitions=5").read();

        assertThat(config.get(Settings.NUM_PARTITIONS)).isEqualTo(5);
    }

    @Test
    void aMissingFileIsRefused() {
        assertThatThrownBy(() -> new ConfigReader().file(dir.resolve("nowhere.conf")))
                .isInstanceOf(ConfigRefused.class).hasMessageContaining("nowhere.conf");
    }

    @Test
    void sizesAreReadInTheUnitsOfBothWorlds() {
        assertThat(Values.bytes("1073741824")).isEqualTo(1L << 30);
        assertThat(Values.bytes("1GiB")).isEqualTo(1L << 30);
        assertThat(Values.bytes("2 MB")).isEqualTo(2_000_000L);
        assertThat(Values.bytes("512M")).isEqualTo(512L << 20);
        assertThatThrownBy(() -> Values.bytes("much")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysOfAProtocolsOwnTableAreHandedOnAndChecked() throws Exception {
        KafkaKeys kafka = new KafkaKeys();

        ServerConfig config = new ConfigReader(kafka).set("group.max.session.timeout.ms=1000000").read();

        assertThat(config.warnings()).isEmpty();
        assertThat(config.written()).containsEntry("group.max.session.timeout.ms", "1000000");
        assertThatThrownBy(() -> new ConfigReader(kafka).set("group.max.session.timeout.ms=long"))
                .isInstanceOf(ConfigRefused.class).hasMessageContaining("write a value of type int");
    }

    private ServerConfig read(String text) throws IOException, ConfigRefused {
        return new ConfigReader().file(write(text)).read();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(dir.resolve("volok.conf"), text);
    }
}
