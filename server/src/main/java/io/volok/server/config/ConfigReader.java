package io.volok.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code key = value} lines from a file and from the command line; later lines win.
 *
 * <p>Both {@code rabbitmq.conf} and {@code server.properties} are such files. A key that nobody here knows is only
 * warned about, because an existing file must be usable as it is; a value that cannot be read stops the start.
 */
public final class ConfigReader {

    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Map<String, String> written = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final OtherSettings others;

    /** A reader for the settings in {@link Settings} only. */
    public ConfigReader() {
        this(OtherSettings.NONE);
    }

    /**
     * A reader that takes other keys too.
     *
     * @param others asked only about keys that are not in {@link Settings}
     */
    public ConfigReader(OtherSettings others) {
        this.others = others;
    }

    /** Reads a file. */
    public ConfigReader file(Path file) throws ConfigRefused {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new ConfigRefused("The configuration file " + file + " cannot be read: " + unreadable
                    + ". Give another one with --config, or leave --config out.");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != '!') {
                String where = file + ", line " + (i + 1);
                while (line.endsWith("\\") && i + 1 < lines.size()) { // goes on in the next one
                    i++;
                    line = line.substring(0, line.length() - 1) + lines.get(i).strip();
                }
                line(line, where);
            }
        }
        return this;
    }

    /** Reads one {@code key=value} from the command line. */
    public ConfigReader set(String assignment) throws ConfigRefused {
        line(assignment.strip(), "--set");
        return this;
    }

    /** Everything read so far. */
    public ServerConfig read() {
        return new ServerConfig(values, written, warnings);
    }

    private void line(String line, String where) throws ConfigRefused {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new ConfigRefused(where + ": \"" + line + "\" is not of the form key = value. "
                    + "Write an equals sign, or put a # before a remark.");
        }
        String key = line.substring(0, equals).strip();
        String value = unquoted(line.substring(equals + 1).strip());
        written.put(key, value);
        boolean known = false;
        for (Setting<?> setting : Settings.all()) {
            known |= put(setting, key, value, where);
        }
        if (known) {
            return;
        }
        if (!others.knows(key)) {
            warnings.add(where + ": the key " + key + " is not known and has no effect");
            return;
        }
        String fault = others.fault(key, value);
        if (fault != null) {
            throw new ConfigRefused(where + ": " + key + " cannot be \"" + value + "\"; " + fault + ".");
        }
    }

    private <T> boolean put(Setting<T> setting, String key, String value, String where) throws ConfigRefused {
        Values.Parser<T> parser = setting.parserFor(key);
        if (parser == null) {
            return false;
        }
        try {
            values.put(setting, parser.parse(value));
            return true;
        } catch (IllegalArgumentException | ArithmeticException bad) {
            throw new ConfigRefused(where + ": " + key + " cannot be \"" + value + "\"; " + bad.getMessage() + ".");
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.charAt(0) == '\'' && value.endsWith("'");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
