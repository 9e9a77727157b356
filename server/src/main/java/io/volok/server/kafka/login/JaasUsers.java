package io.volok.server.kafka.login;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The users that a Kafka broker's configuration names for PLAIN: {@code user_NAME="password"} among the options of
 * {@code PlainLoginModule} in {@code listener.name.LISTENER.plain.sasl.jaas.config}.
 *
 * @param byListener password by user, by the listener's name in small letters
 */
public record JaasUsers(Map<String, Map<String, String>> byListener) {

    private static final Pattern KEY = Pattern.compile("listener\\.name\\.(.+)\\.([^.]+)\\.sasl\\.jaas\\.config");
    private static final Pattern USER = Pattern.compile("\\buser_([^=\\s]+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s;]+))");
    private static final String PLAIN = "plain";

    /** None. */
    public static final JaasUsers NONE = new JaasUsers(Map.of());

    public JaasUsers {
        byListener = Map.copyOf(byListener);
    }

    /** Whether a setting of that name is about logging in; those of SCRAM say nothing, its users are in the catalog. */
    public static boolean knows(String key) {
        Matcher matcher = KEY.matcher(key);
        return matcher.matches() && (matcher.group(2).equals(PLAIN) || matcher.group(2).startsWith("scram-sha-"));
    }

    /** Reads the broker's settings. */
    public static JaasUsers read(Map<String, String> settings) {
        Map<String, Map<String, String>> byListener = new HashMap<>();
        settings.forEach((key, value) -> {
            Matcher matcher = KEY.matcher(key);
            if (matcher.matches() && matcher.group(2).equals(PLAIN)) {
                byListener.put(matcher.group(1).toLowerCase(Locale.ROOT), users(value));
            }
        });
        return new JaasUsers(byListener);
    }

    private static Map<String, String> users(String options) {
        Map<String, String> users = new HashMap<>();
        Matcher user = USER.matcher(options);
        while (user.find()) {
            String quoted = user.group(2) == null ? user.group(3) : user.group(2);
            users.put(user.group(1), quoted == null ? user.group(4) : quoted);
        }
        return users;
    }

    /** The only users of a listener; null if its users are those of the catalog. */
    Map<String, String> of(String listener) {
        return byListener.get(listener.toLowerCase(Locale.ROOT));
    }
}
