package io.volok.server.kafka.admin;

import io.volok.broker.partition.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The broker's settings under Kafka's names: what was set at start, what was changed since, and Kafka's defaults.
 *
 * <p>Which settings exist, with their types and defaults, is a table of Kafka 4.4's own, read when it is first needed.
 */
public final class BrokerSettings {

    private static final String TABLE = "broker-settings.tsv";
    private static final String NOTHING = "~";
    private static final Pattern NUMBERS = Pattern.compile("\\[([^,]+),\\.\\.\\.(?:,([^\\]]+))?](?: or (.+))?");

    /** When a setting may be changed. */
    enum Mode {
        READ_ONLY,
        PER_BROKER,
        CLUSTER_WIDE
    }

    /**
     * One setting.
     *
     * @param fallback its default, or null
     * @param range    its legal values as Kafka writes them, empty if any will do
     */
    record Definition(String name, ConfigDef.Type type, String fallback, String range, Mode mode) {

        boolean secret() {
            return type == ConfigDef.Type.PASSWORD;
        }
    }

    private final Topics topics;

    public BrokerSettings(Topics topics) {
        this.topics = topics;
    }

    /** The value in force, or null. */
    public String value(String name) {
        String value = topics.image().brokerConfigs().get(name);
        if (value == null) {
            Definition definition = definition(name);
            value = definition == null ? null : definition.fallback();
        }
        return value;
    }

    public boolean flag(String name) {
        return Boolean.parseBoolean(value(name));
    }

    public int number(String name) {
        return Integer.parseInt(value(name).trim());
    }

    public long longNumber(String name) {
        return Long.parseLong(value(name).trim());
    }

    /** The setting with this name, or null if Kafka has none. */
    static Definition definition(String name) {
        return table().get(name);
    }

    /** All settings that Kafka has. */
    static Collection<Definition> definitions() {
        return table().values();
    }

    /**
     * Checks a new value.
     *
     * @throws ConfigException if it is not of the setting's type or out of its range
     */
    static void check(Definition definition, String value) {
        Object parsed = ConfigDef.parseType(definition.name(), value, definition.type());
        switch (parsed) {
            case Number number -> checkNumber(definition, number);
            case String text -> checkWord(definition, text);
            case List<?> words -> words.forEach(word -> checkWord(definition, word.toString()));
            case null, default -> { // flags and classes have no range, and nothing is in it
            }
        }
    }

    /** Ranges of numbers: {@code [least,...]}, {@code [least,...,most]}, {@code [least,...,most] or other}. */
    private static void checkNumber(Definition definition, Number number) {
        Matcher range = NUMBERS.matcher(definition.range());
        if (!range.matches() || range.group(3) != null && number.doubleValue() == Double.parseDouble(range.group(3))) {
            return;
        }
        if (number.doubleValue() < Double.parseDouble(range.group(1))) {
            throw new ConfigException(definition.name(), number, "Value must be at least " + range.group(1));
        }
        if (range.group(2) != null && number.doubleValue() > Double.parseDouble(range.group(2))) {
            throw new ConfigException(definition.name(), number, "Value must be no more than " + range.group(2));
        }
    }

    /** Ranges of words: {@code [one, another]}. */
    private static void checkWord(Definition definition, String word) {
        String range = definition.range();
        if (range.isEmpty()) {
            return;
        }
        String words = range.substring(1, range.length() - 1);
        if (!List.of(words.split(", ")).contains(word)) {
            throw new ConfigException(definition.name(), word, "String must be one of: " + words);
        }
    }

    /** Whether Kafka has a setting of that name. */
    public static boolean knows(String name) {
        return definition(name) != null;
    }

    /** What to write instead of a value that a setting cannot have, as the end of a sentence, or null. */
    public static String fault(String name, String value) {
        Definition definition = definition(name);
        try {
            check(definition, value);
            return null;
        } catch (ConfigException refused) {
            String range = definition.range().isEmpty() ? "" : " in " + definition.range();
            return "write a value of type " + definition.type().name().toLowerCase(Locale.ROOT) + range;
        }
    }

    private static Map<String, Definition> table() {
        return Table.DEFINITIONS;
    }

    /** Read when it is first needed, and once. */
    private static final class Table {
        static final Map<String, Definition> DEFINITIONS = Collections.unmodifiableMap(read());
    }

    private static Map<String, Definition> read() {
        Map<String, Definition> table = new LinkedHashMap<>();
        try (InputStream in = BrokerSettings.class.getResourceAsStream(TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] cell = line.split("\t", -1);
                    String fallback = cell[2].equals(NOTHING) ? null : cell[2];
                    table.put(cell[0], new Definition(cell[0], ConfigDef.Type.valueOf(cell[1]), fallback, cell[3],
                            Mode.valueOf(cell[4].replace('-', '_').toUpperCase(Locale.ROOT))));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return table;
    }
}
