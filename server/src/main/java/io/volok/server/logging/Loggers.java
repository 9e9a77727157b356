package io.volok.server.logging;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loggers that somebody has asked for, and their levels. A logger without a level of its own has that of the nearest
 * one above it: {@code a.b} is above {@code a.b.c}, and {@link #ROOT} above all. Used by any thread.
 */
public final class Loggers implements ILoggerFactory {

    /** Name of the logger above all others. */
    public static final String ROOT = "root";

    private final Map<String, ConsoleLogger> loggers = new ConcurrentHashMap<>();
    /** Levels that were given, by name of what they are for; guarded by this. There is always one of the root. */
    private final Map<String, LogLevel> given;

    Loggers(Map<String, LogLevel> atStart) {
        given = new HashMap<>(atStart);
        given.putIfAbsent(ROOT, LogLevel.WARN);
    }

    /** Those of this process. */
    public static Loggers ofThisProcess() {
        return (Loggers) LoggerFactory.getILoggerFactory();
    }

    @Override
    public Logger getLogger(String name) {
        ConsoleLogger known = loggers.get(name);
        return known == null ? add(name) : known;
    }

    private synchronized Logger add(String name) {
        return loggers.computeIfAbsent(name, added -> new ConsoleLogger(added, inForce(added)));
    }

    /** Whether there is a logger of that name. */
    public boolean exists(String name) {
        return name.equals(ROOT) || loggers.containsKey(name);
    }

    /** The level in force for each logger, by name. */
    public synchronized SortedMap<String, LogLevel> levels() {
        SortedMap<String, LogLevel> levels = new TreeMap<>();
        loggers.forEach((name, logger) -> levels.put(name, logger.level()));
        levels.put(ROOT, given.get(ROOT));
        return levels;
    }

    /** Gives a level to a logger, and to those below it that have none of their own. */
    public synchronized void set(String name, LogLevel level) {
        given.put(name, level);
        refresh();
    }

    /** Takes the level of a logger away; not that of the root. */
    public synchronized void unset(String name) {
        if (!name.equals(ROOT)) {
            given.remove(name);
            refresh();
        }
    }

    private void refresh() {
        loggers.forEach((name, logger) -> logger.level(inForce(name)));
    }

    private LogLevel inForce(String name) {
        for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
            LogLevel level = given.get(name.substring(0, end));
            if (level != null) {
                return level;
            }
        }
        return given.get(ROOT);
    }
}
