package io.volok.server.logging;

import org.slf4j.event.Level;

/** How bad something has to be to be written. Nothing is {@link #FATAL}, so a logger of that level is silent. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL;

    boolean lets(Level event) {
        return ordinal() <= valueOf(event.name()).ordinal();
    }
}
