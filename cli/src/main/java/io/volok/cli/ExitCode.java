package io.volok.cli;

/** What the process says when it ends; listed in the README. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int CONFIGURATION = 3;
    static final int DATA_DIRECTORY = 4;
    static final int PORT = 5;
    static final int STORE_FAILED = 6;

    private ExitCode() {
    }
}
