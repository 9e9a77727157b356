package io.volok.server.logging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.helpers.Reporter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** How SLF4J finds {@link Loggers}. Levels at the start are in {@code volok-log.properties}, if there is one. */
public final class LoggingProvider implements SLF4JServiceProvider {

    private static final String LEVELS = "/volok-log.properties";
    private static final String API_VERSION = "2.0.99"; // any 2.0

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    private Loggers loggers;

    /** Makes this the provider, whichever others the class path has; nobody need look for them then. At the very start. */
    public static void choose() {
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LoggingProvider.class.getName());
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN"); // that it was chosen is no news
    }

    @Override
    public void initialize() {
        Map<String, LogLevel> levels = new HashMap<>();
        try (InputStream in = LoggingProvider.class.getResourceAsStream(LEVELS)) {
            if (in != null) {
                Properties lines = new Properties();
                lines.load(in);
                lines.forEach((name, level) -> levels.put(name.toString(), LogLevel.valueOf(level.toString().strip())));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        loggers = new Loggers(levels);
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return API_VERSION;
    }
}
