package io.volok.cli.rabbitmqctl;

import io.volok.server.admin.api.BuiltInPlugins;
import java.util.List;
import java.util.Map;

/**
 * What rabbitmq-plugins does, as far as there is something to do: the plugins whose service is built in are always on,
 * and others are not to be had. No command asks the node, so that all work before its first start, too.
 */
final class PluginCommands {

    /** As the option {@code --script-name} has it. */
    static final String SCRIPT = "rabbitmq-plugins";

    private PluginCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        commands.put("list", new CtlCommand("[pattern] [--verbose] [--minimal] [--enabled] [--implicitly-enabled]", 0,
                CtlCommand.ANY, PluginCommands::list));
        commands.put("is_enabled", new CtlCommand("<plugin1> [ <plugin2>] [--offline] [--online]", 1, CtlCommand.ANY,
                PluginCommands::isEnabled));
        commands.put("enable", new CtlCommand("<plugin1> [ <plugin2>] | --all [--offline] [--online]", 0,
                CtlCommand.ANY, PluginCommands::enable));
        commands.put("disable", new CtlCommand("<plugin1> [ <plugin2>] | --all [--offline] [--online]", 0,
                CtlCommand.ANY, PluginCommands::disable));
    }

    private static void list(Ctl ctl) {
        List<String> words = ctl.argumentsFrom(0);
        boolean minimal = ctl.arguments().has("minimal") || words.contains("-m");
        String pattern = words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse(".*");
        ctl.banner("Listing plugins with pattern \"" + pattern + "\" ...");
        if (!minimal) {
            ctl.banner(" Configured: E = explicitly enabled; e = implicitly enabled\n | Status: * = running on "
                    + ctl.node() + "\n |/");
        }
        BuiltInPlugins.NAMES.stream().filter(name -> name.matches(".*(" + pattern + ").*"))
                .forEach(name -> ctl.out().println(minimal ? name : "[E*] " + name));
    }

    private static List<String> unknown(Ctl ctl) {
        return ctl.argumentsFrom(0).stream().filter(name -> !BuiltInPlugins.NAMES.contains(name)).toList();
    }

    private static void isEnabled(Ctl ctl) {
        List<String> unknown = unknown(ctl);
        if (!unknown.isEmpty()) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, "Plugin " + unknown.getFirst() + " is not enabled on node "
                    + ctl.node() + ". Enabled plugins and dependencies: " + String.join(", ", BuiltInPlugins.NAMES));
        }
        ctl.argumentsFrom(0).forEach(name ->
                ctl.out().println("Plugin " + name + " is enabled on node " + ctl.node()));
    }

    /** RabbitMQ writes down what it does not have, for later; here there is no later, so that is refused. */
    private static void enable(Ctl ctl) {
        List<String> unknown = unknown(ctl);
        if (!unknown.isEmpty()) {
            throw CtlFailure.error(CtlFailure.UNAVAILABLE, "There is no plugin " + String.join(", ", unknown)
                    + ". Built in are: " + String.join(", ", BuiltInPlugins.NAMES));
        }
        ctl.banner("Enabling plugins on node " + ctl.node() + ":");
        ctl.argumentsFrom(0).forEach(ctl::banner);
        ctl.banner("Plugin configuration unchanged.");
    }

    private static void disable(Ctl ctl) {
        throw CtlFailure.error(CtlFailure.UNAVAILABLE, "What plugins do elsewhere is built in, and cannot be disabled");
    }
}
