package io.volok.cli.demo;

import java.io.PrintStream;

/** One line that is drawn over and over on a terminal; nothing where there is none. */
final class ProgressBar {

    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final long total;

    ProgressBar(PrintStream out, long total) {
        this.out = out;
        this.total = Math.max(1, total);
        this.terminal = System.console() != null && System.console().isTerminal();
    }

    void draw(long published, long fromQueue, long fromTopic) {
        if (!terminal) {
            return;
        }
        long done = Math.min(fromQueue, fromTopic);
        int filled = (int) (done * WIDTH / total);
        out.printf("\r[%s%s] %3d %%  published %,d  queue %,d  topic %,d ", "#".repeat(filled),
                "-".repeat(WIDTH - filled), done * 100 / total, published, fromQueue, fromTopic);
        out.flush();
    }

    void end() {
        if (terminal) {
            out.println();
        }
    }
}
