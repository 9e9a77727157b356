package io.volok.cli.rabbitmqctl;

import java.io.IOException;

/**
 * One command.
 *
 * @param usage its arguments, as the usage line shows them
 * @param fewest how many arguments it needs
 * @param most how many it takes
 * @param waits whether it waits for a node that does not run yet
 * @param action what it does
 */
record CtlCommand(String usage, int fewest, int most, boolean waits, Action action) {

    CtlCommand(String usage, int fewest, int most, Action action) {
        this(usage, fewest, most, false, action);
    }

    /** As many as there are. */
    static final int ANY = Integer.MAX_VALUE;

    /** Does the work, or fails. */
    @FunctionalInterface
    interface Action {

        void run(Ctl ctl) throws IOException;
    }
}
