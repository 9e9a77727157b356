package io.volok.server.kafka.admin;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings that a listener may have for itself and that may change while the broker runs:
 * {@code listener.name.LISTENER.KEY}, the listener's name in small letters.
 */
public final class ListenerSettings {

    private static final Set<String> KEYS = Set.of("max.connections", "max.connection.creation.rate");
    private static final Pattern OF_LISTENER = Pattern.compile("listener\\.name\\.([^.]+)\\.(.+)");

    private final String prefix;
    private final BrokerSettings settings;

    public ListenerSettings(String listener, BrokerSettings settings) {
        this.prefix = "listener.name." + listener.toLowerCase(Locale.ROOT) + ".";
        this.settings = settings;
    }

    /** The value for this listener. */
    public int number(String key, int otherwise) {
        String own = settings.value(prefix + key);
        return own == null ? otherwise : Integer.parseInt(own.strip());
    }

    /** Whether this is the name of such a setting, for whichever listener. */
    public static boolean knows(String name) {
        return key(name) != null;
    }

    /** The setting of the broker that a setting of this name is for one listener. */
    static BrokerSettings.Definition definition(String name) {
        return BrokerSettings.definition(key(name));
    }

    private static String key(String name) {
        Matcher matcher = OF_LISTENER.matcher(name);
        return matcher.matches() && KEYS.contains(matcher.group(2)) ? matcher.group(2) : null;
    }

    /** What to write instead of a value that a setting cannot have, as the end of a sentence, or null. */
    public static String fault(String name, String value) {
        try {
            return Integer.parseInt(value.strip()) > 0 ? null : "write a number above 0";
        } catch (NumberFormatException notANumber) {
            return "write a number above 0";
        }
    }
}
