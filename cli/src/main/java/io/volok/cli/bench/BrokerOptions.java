package io.volok.cli.bench;

import picocli.CommandLine.Option;

/** Where the broker is, and what is sent. */
final class BrokerOptions {

    @Option(names = "--host", description = "Broker (default: localhost).")
    String host = "localhost";

    @Option(names = "--port", description = "Port (default: that of the protocol).")
    private int port;

    @Option(names = "--user", description = "AMQP user (default: guest).")
    String user = "guest";

    @Option(names = "--password", description = "AMQP password (default: guest).")
    String password = "guest";

    @Option(names = "--vhost", description = "AMQP virtual host (default: /).")
    String vhost = "/";

    @Option(names = "--messages", description = "How many (default: 1000000).")
    long messages = 1_000_000;

    @Option(names = "--size", description = "Bytes of each body, at least 8 (default: 100).")
    int size = 100;

    @Option(names = "--rate", description = "Messages per second (default: 0, as fast as possible).")
    long rate;

    int port(int standard) {
        return port == 0 ? standard : port;
    }
}
