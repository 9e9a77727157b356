package io.volok.cli;

import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.runtime.Ports;
import io.volok.server.runtime.Version;
import io.volok.server.runtime.VolokNode;
import java.io.PrintStream;

/** What a started broker tells its user: what listens where, and a line to try for each kind of client. */
final class Welcome {

    private Welcome() {
    }

    static void print(PrintStream out, ServerConfig config, VolokNode node) {
        Ports ports = node.ports();
        String user = config.get(Settings.DEFAULT_USER);
        StringBuilder text = new StringBuilder();
        text.append("Volok %s, data in %s, %d shard(s) on %s%n".formatted(Version.text(),
                config.get(Settings.DATA).toAbsolutePath().normalize(), node.shards(), node.loopKind()));
        node.portsByName().forEach((name, port) -> listening(text, name, port));
        listening(text, "HTTP", ports.http());
        text.append("Try it:\n");
        if (ports.amqp() >= 0) {
            String url = "-u amqp://" + user + ":" + config.get(Settings.DEFAULT_PASS) + "@localhost:" + ports.amqp();
            text.append("  U='" + url + "'; amqp-declare-queue $U -d -q hello; "
                    + "amqp-publish $U -r hello -b hi; amqp-get $U -q hello\n");
        }
        if (ports.kafka() >= 0) {
            String broker = "-b localhost:" + ports.kafka() + " -t orders";
            text.append("  echo hi | kcat -P " + broker + "; kcat -C " + broker + " -o beginning -e\n");
        }
        if (ports.http() >= 0) {
            text.append("  curl -u %s:%s http://localhost:%d/api/overview%n"
                    .formatted(user, config.get(Settings.DEFAULT_PASS), ports.http()));
        }
        text.append("Volok is ready");
        out.println(text);
        out.flush();
    }

    private static void listening(StringBuilder text, String protocol, int port) {
        text.append(port < 0 ? "  %-6s off%n".formatted(protocol)
                : "  %-6s listens on port %d%n".formatted(protocol, port));
    }
}
