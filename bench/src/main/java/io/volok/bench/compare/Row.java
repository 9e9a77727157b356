package io.volok.bench.compare;

import java.io.IOException;

/**
 * One line of the table.
 *
 * @param name     what is done, in the table's words
 * @param messages how many messages one run moves; the divisor of CPU time
 * @param load     prepares and runs it
 */
record Row(String name, long messages, Load load) {

    /** One run against one broker. */
    interface Load {
        /** Makes what the run needs (topics, a backlog); not measured. */
        default void prepare(Target target, int run) throws IOException, InterruptedException {
        }

        Figures run(Target target, int run) throws IOException, InterruptedException;

        /** Takes away what was made, so that files and page cache do not pile up from row to row; not measured. */
        default void clean(Target target, int run) throws IOException, InterruptedException {
        }
    }

    Figures measure(Target target, int run) throws IOException, InterruptedException {
        load.prepare(target, run);
        double before = target.cpuSeconds();
        double toolBefore = LoadTool.cpuSecondsOfAll();
        Figures figures = load.run(target, run);
        Figures all = figures.with(target.cpuSeconds() - before, LoadTool.cpuSecondsOfAll() - toolBefore, messages,
                target.residentMiB());
        load.clean(target, run);
        return all;
    }
}
