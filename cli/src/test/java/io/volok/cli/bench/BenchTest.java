package io.volok.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.volok.server.config.ListenAddress;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.runtime.StartRefused;
import io.volok.server.runtime.VolokNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchTest {

    @TempDir
    private Path data;

    @Test
    void allMessagesComeThroughOnBothProtocols() throws StartRefused {
        ListenAddress any = new ListenAddress("localhost", 0);
        ServerConfig config = ServerConfig.defaults().with(Settings.DATA, data).with(Settings.AMQP_LISTEN, any)
                .with(Settings.KAFKA_LISTEN, any).with(Settings.HTTP_LISTEN, any);
        try (VolokNode node = VolokNode.start(config, failure -> { })) {
            String amqp = Integer.toString(node.ports().amqp());
            assertEquals(0, bench("amqp", "--port", amqp, "--messages", "20000", "--confirms", "100", "--prefetch",
                    "200", "--persistent"));
            assertEquals(0, bench("amqp", "--port", amqp, "--messages", "20000", "--size", "8"));
            assertEquals(0, bench("amqp", "--port", amqp, "--messages", "200", "--size", "131000", "--confirms", "1"));
            assertEquals(0, bench("kafka", "--port", Integer.toString(node.ports().kafka()), "--messages", "5000",
                    "--rate", "20000"));
        }
    }

    @Test
    void aMessageIsDueWhenItsTurnComesWhateverHappenedBefore() {
        Pace pace = new Pace(1000, 5_000);
        assertEquals(5_000, pace.dueNanoTime(0, 77));
        assertEquals(10_005_000, pace.dueNanoTime(10, 77));
        assertEquals(77, new Pace(0, 5_000).dueNanoTime(10, 77));
    }

    private static int bench(String... arguments) {
        return new CommandLine(new BenchCommand()).execute(arguments);
    }
}
