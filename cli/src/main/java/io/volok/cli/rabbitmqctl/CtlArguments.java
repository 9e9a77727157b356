package io.volok.cli.rabbitmqctl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Arguments in RabbitMQ's forms: options anywhere, before or behind the command, with a space or an equals sign.
 *
 * @param given everything, as it was typed
 * @param options long names of options with their values; {@code true} for those that have none
 * @param words the command and its arguments
 * @param unknownOption the first option that no command has, or null
 */
record CtlArguments(List<String> given, Map<String, String> options, List<String> words, String unknownOption) {

    private static final Map<String, String> SHORT = Map.of("-n", "node", "-p", "vhost", "-q", "quiet", "-s", "silent",
            "-t", "timeout", "-l", "longnames", "-e", "if-empty", "-u", "if-unused");
    private static final Set<String> FLAGS = Set.of("quiet", "silent", "longnames", "no-table-headers", "if-empty",
            "if-unused", "pre-hashed-password", "online", "offline", "local", "skip-if-unchanged", "global", "help",
            "dry-run", "force", "all", "used", "by-source", "minimal", "verbose", "enabled", "implicitly-enabled");
    /** They say which node is meant, where RabbitMQ's tool asks the network. */
    private static final Set<String> OWN = Set.of("--data", "--http-port", "--script-name");
    private static final Set<String> VALUED = Set.of("node", "vhost", "timeout", "formatter", "description", "tags",
            "default-queue-type", "priority", "apply-to", "user", "data", "http-port", "format", "limit",
            "per-connection-delay", "script-name", "erlang-cookie", "printer",
            "within", "unit", "address", "queue-timeout");

    static CtlArguments parse(List<String> given) {
        Map<String, String> options = new HashMap<>();
        List<String> words = new ArrayList<>();
        boolean onlyWords = false;
        String unknown = null;
        for (int i = 0; i < given.size(); i++) {
            String argument = given.get(i);
            int equals = argument.indexOf('=');
            String name = onlyWords ? null : name(equals > 0 ? argument.substring(0, equals) : argument);
            if (argument.equals("--") && !onlyWords) {
                onlyWords = true;
            } else if (name != null && argument.matches("--[a-z][a-z-]*(=.*)?") && !FLAGS.contains(name)
                    && !VALUED.contains(name)) {
                unknown = unknown == null ? "--" + name : unknown;
                words.add(argument);
            } else if (name == null || !FLAGS.contains(name) && !VALUED.contains(name)) {
                words.add(argument);
            } else if (equals > 0) {
                options.put(name, argument.substring(equals + 1));
            } else if (FLAGS.contains(name)) {
                options.put(name, "true");
            } else if (i + 1 < given.size()) {
                options.put(name, given.get(++i));
            }
        }
        return new CtlArguments(List.copyOf(given), Map.copyOf(options), List.copyOf(words), unknown);
    }

    /** The long name of an option, or null for what is none. */
    private static String name(String argument) {
        return argument.startsWith("--") && argument.length() > 2 ? argument.substring(2) : SHORT.get(argument);
    }

    /** What was typed, without the options that only this tool has. */
    List<String> typed() {
        List<String> typed = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            boolean own = OWN.contains(given.get(i).split("=", 2)[0]);
            if (!own) {
                typed.add(given.get(i));
            } else if (!given.get(i).contains("=")) {
                i++;
            }
        }
        return typed;
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }
}
