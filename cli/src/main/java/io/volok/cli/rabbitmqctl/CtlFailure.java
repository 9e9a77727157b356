package io.volok.cli.rabbitmqctl;

/** A command did not do what it should. The exit codes are RabbitMQ's, which took them from BSD's sysexits. */
final class CtlFailure extends RuntimeException {

    static final int USAGE = 64;
    static final int DATA = 65;
    static final int NO_USER = 67;
    static final int UNAVAILABLE = 69;
    static final int SOFTWARE = 70;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CtlFailure(int exitCode, String text) {
        super(text, null, false, false);
        this.exitCode = exitCode;
    }

    /** The usual form: the word Error, then what was wrong on the next line. */
    static CtlFailure error(int exitCode, String text) {
        return new CtlFailure(exitCode, "Error:\n" + text);
    }

    int exitCode() {
        return exitCode;
    }
}
