package io.volok.cli.rabbitmqctl;

/** Names of connections and channels in the form in which RabbitMQ shows processes: in angle brackets, without blanks. */
final class Pids {

    private Pids() {
    }

    static String ofConnection(String node, Object name) {
        return "<" + node + "." + String.valueOf(name).replace(" -> ", "-") + ">";
    }

    static String ofChannel(String node, Object name) {
        return "<" + node + "." + String.valueOf(name).replace(" -> ", "-").replace(" (", ".").replace(")", "") + ">";
    }
}
