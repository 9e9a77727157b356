package io.volok.cli;

import io.volok.server.config.ConfigReader;
import io.volok.server.config.ConfigRefused;
import io.volok.server.config.ListenAddress;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Setting;
import io.volok.server.config.Settings;
import io.volok.server.runtime.KafkaKeys;
import io.volok.server.runtime.StartRefused;
import io.volok.server.runtime.VolokNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code volok server}: runs a broker in this process until it is told to stop. */
@Command(name = "server", description = "Run a broker until Ctrl-C or SIGTERM.")
final class ServerCommand implements Callable<Integer> {

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory (default: ./data).")
    private Path data;

    @Option(names = "--amqp-port", paramLabel = "N", description = "AMQP 0-9-1 port (default: 5672; 0 = any free).")
    private Integer amqpPort;

    @Option(names = "--kafka-port", paramLabel = "N", description = "Kafka port (default: 9092; 0 = any free).")
    private Integer kafkaPort;

    @Option(names = "--http-port", paramLabel = "N", description = "HTTP port (default: 15672; 0 = any free).")
    private Integer httpPort;

    @Option(names = "--stream-port", paramLabel = "N",
            description = "RabbitMQ stream port (default: 5552, if it is free; 0 = any free).")
    private Integer streamPort;

    @Option(names = "--config", paramLabel = "FILE",
            description = "File of key = value lines; a rabbitmq.conf or server.properties will do.")
    private Path configFile;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; wins over the file. Repeatable.")
    private List<String> sets = new ArrayList<>();

    /**
     * Reads the plain spelling, {@code server} and then options with their values, without picocli: its classes cannot
     * be kept in the JVM's start-up cache and would take a third of the time until the broker is ready.
     *
     * @return null for anything else, which picocli shall read, answer or refuse
     */
    static ServerCommand ofPlain(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("server")) {
            return null;
        }
        ServerCommand command = new ServerCommand();
        for (int i = 1; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            boolean joined = arguments[i].startsWith("--") && equals > 0;
            if (!joined && i + 1 == arguments.length) {
                return null;
            }
            String name = joined ? arguments[i].substring(0, equals) : arguments[i];
            String value = joined ? arguments[i].substring(equals + 1) : arguments[++i];
            if (value.startsWith("--") || !command.put(name, value)) {
                return null;
            }
        }
        return command;
    }

    private boolean put(String name, String value) {
        switch (name) {
            case "--data" -> data = Path.of(value);
            case "--config" -> configFile = Path.of(value);
            case "--set" -> sets.add(value);
            case "--amqp-port" -> amqpPort = portOrNull(value);
            case "--kafka-port" -> kafkaPort = portOrNull(value);
            case "--stream-port" -> streamPort = portOrNull(value);
            case "--http-port" -> httpPort = portOrNull(value);
            default -> {
                return false;
            }
        }
        return !name.endsWith("-port") || portOrNull(value) != null;
    }

    private static Integer portOrNull(String value) {
        return value.matches("\\d{1,5}") ? Integer.valueOf(value) : null;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            ServerConfig config = config();
            config.warnings().forEach(warning -> System.err.println("Warning: " + warning));
            run(config);
            return ExitCode.OK;
        } catch (ConfigRefused refused) {
            System.err.println(refused.getMessage());
            return ExitCode.CONFIGURATION;
        } catch (StartRefused refused) {
            System.err.println(refused.getMessage());
            return switch (refused.reason()) {
                case DATA_DIRECTORY -> ExitCode.DATA_DIRECTORY;
                case CONFIGURATION -> ExitCode.CONFIGURATION;
                case PORT -> ExitCode.PORT;
                case STORE -> ExitCode.STORE_FAILED;
            };
        }
    }

    ServerConfig config() throws ConfigRefused {
        ConfigReader reader = new ConfigReader(new KafkaKeys());
        if (configFile != null) {
            reader.file(configFile);
        }
        for (String set : sets) {
            reader.set(set);
        }
        ServerConfig config = reader.read();
        config = withPort(config, Settings.AMQP_LISTEN, amqpPort);
        config = withPort(config, Settings.KAFKA_LISTEN, kafkaPort);
        config = withPort(config, Settings.STREAM_LISTEN, streamPort);
        config = withPort(config, Settings.HTTP_LISTEN, httpPort);
        return data == null ? config : config.with(Settings.DATA, data);
    }

    private static ServerConfig withPort(ServerConfig config, Setting<ListenAddress> setting, Integer port) {
        return port == null ? config : config.with(setting, config.get(setting).withPort(port));
    }

    private static void run(ServerConfig config) throws StartRefused, InterruptedException {
        VolokNode node = VolokNode.start(config, ServerCommand::storeFailed);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "volok-stop"));
        Welcome.print(System.out, config, node);
        new CountDownLatch(1).await();
    }

    /** What is in memory can no longer be trusted to reach the disk: leave at once, without the clean stop. */
    private static void storeFailed(Throwable failure) {
        System.err.println("Volok stops: " + failure.getMessage());
        Runtime.getRuntime().halt(ExitCode.STORE_FAILED);
    }
}
