package io.volok.server.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes on standard error: {@code date time [thread] [level] logger - message}, and what was thrown. */
final class ConsoleLogger extends LegacyAbstractLogger {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private volatile LogLevel level;

    ConsoleLogger(String name, LogLevel level) {
        this.name = name;
        this.level = level;
    }

    LogLevel level() {
        return level;
    }

    void level(LogLevel changed) {
        level = changed;
    }

    @Override
    public boolean isTraceEnabled() {
        return level.lets(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return level.lets(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return level.lets(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return level.lets(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return level.lets(Level.ERROR);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null; // where a line was written from is not told
    }

    @Override
    protected void handleNormalizedLoggingCall(Level event, Marker marker, String pattern, Object[] arguments,
                                               Throwable thrown) {
        StringWriter line = new StringWriter();
        line.append(LocalDateTime.now().format(TIME)).append(" [").append(Thread.currentThread().getName()).append("] [")
                .append(event.name()).append("] ").append(name).append(" - ")
                .append(MessageFormatter.basicArrayFormat(pattern, arguments)).append(System.lineSeparator());
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(line, true));
        }
        System.err.print(line); // in one piece, so that lines of several threads do not mix
        System.err.flush();
    }
}
