package io.volok.bench.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one run showed.
 *
 * @param rate            messages per second; 0 for a row that only asks for latency
 * @param p50Ms           median latency in milliseconds; 0 when the tool does not tell
 * @param p99Ms           99th percentile of the same
 * @param cpuPerMillion   CPU seconds of the broker per million messages
 * @param toolPerMillion  CPU seconds of the load tool per million messages, its start included: where tool and broker
 *                        share the processors, no broker is faster than the tool lets it
 * @param residentMiB     resident memory of the broker right after the run
 */
record Figures(double rate, double p50Ms, double p99Ms, double cpuPerMillion, double toolPerMillion, double residentMiB) {

    /** A tool's own figures; the broker's are added by {@link #with}. */
    static Figures of(double rate, double p50Ms, double p99Ms) {
        return new Figures(rate, p50Ms, p99Ms, 0, 0, 0);
    }

    Figures with(double cpuSeconds, double toolSeconds, long messages, double resident) {
        return new Figures(rate, p50Ms, p99Ms, cpuSeconds * 1e6 / messages, toolSeconds * 1e6 / messages, resident);
    }

    /** For a row whose rate was asked for, and so says nothing. */
    Figures latencyOnly() {
        return new Figures(0, p50Ms, p99Ms, cpuPerMillion, toolPerMillion, residentMiB);
    }

    /** Each figure's median over several runs. */
    static Figures median(List<Figures> runs) {
        return new Figures(median(runs, Figures::rate), median(runs, Figures::p50Ms), median(runs, Figures::p99Ms),
                median(runs, Figures::cpuPerMillion), median(runs, Figures::toolPerMillion),
                median(runs, Figures::residentMiB));
    }

    private static double median(List<Figures> runs, ToDoubleFunction<Figures> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
