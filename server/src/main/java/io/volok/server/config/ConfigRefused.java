package io.volok.server.config;

/** A configuration with which the broker does not start. The message names file, line, key, and what to write. */
public final class ConfigRefused extends Exception {

    private static final long serialVersionUID = 1L;

    ConfigRefused(String message) {
        super(message);
    }
}
