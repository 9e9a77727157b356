package io.volok.server.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values of all settings; immutable. */
public final class ServerConfig {

    private final Map<Setting<?>, Object> values;
    private final Map<String, String> written;
    private final List<String> warnings;

    ServerConfig(Map<Setting<?>, Object> values, Map<String, String> written, List<String> warnings) {
        this.values = Map.copyOf(values);
        this.written = Map.copyOf(written);
        this.warnings = List.copyOf(warnings);
    }

    /** Nothing configured. */
    public static ServerConfig defaults() {
        return new ServerConfig(Map.of(), Map.of(), List.of());
    }

    /** The configured value, or the default. */
    @SuppressWarnings("unchecked") // with() and the reader put only values of the setting's own type
    public <T> T get(Setting<T> setting) {
        return (T) values.getOrDefault(setting, setting.fallback());
    }

    /** Whether somebody has said something about it. */
    public boolean isSet(Setting<?> setting) {
        return values.containsKey(setting);
    }

    /** A copy in which one setting is different. */
    public <T> ServerConfig with(Setting<T> setting, T value) {
        Map<Setting<?>, Object> copy = new HashMap<>(values);
        copy.put(setting, value);
        return new ServerConfig(copy, written, warnings);
    }

    /** Every key and value as it was written, for those who read further settings of a family by themselves. */
    public Map<String, String> written() {
        return written;
    }

    /** What the user should hear about but what does not stop the start. */
    public List<String> warnings() {
        return warnings;
    }
}
