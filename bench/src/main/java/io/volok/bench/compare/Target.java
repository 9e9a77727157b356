package io.volok.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A running broker, written on the command line as {@code name=host:port,pid}.
 *
 * @param name what the tables call it
 * @param host where it listens
 * @param port the port of the protocol under test
 * @param pid  its process, whose CPU time and memory are read from the operating system
 */
record Target(String name, String host, int port, long pid) {

    private static final double TICKS_PER_SECOND = 100;
    /** Where a process's own time stands behind its name in {@code /proc/PID/stat}, and that of its ended children. */
    static final int OWN_TIME = 11;
    static final int CHILDREN_TIME = 13;

    static Target parse(String text) {
        String[] nameAndRest = text.split("=", 2);
        String[] addressAndPid = nameAndRest.length == 2 ? nameAndRest[1].split(",", 2) : new String[0];
        int colon = addressAndPid.length == 2 ? addressAndPid[0].lastIndexOf(':') : -1;
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "': write a broker as name=host:port,pid");
        }
        return new Target(nameAndRest[0], addressAndPid[0].substring(0, colon),
                Integer.parseInt(addressAndPid[0].substring(colon + 1)), Long.parseLong(addressAndPid[1]));
    }

    String address() {
        return host + ":" + port;
    }

    /** CPU seconds that the process has used since its start, in user and system mode. */
    double cpuSeconds() {
        return cpuSeconds(read("stat"), OWN_TIME);
    }

    /** Sum of two neighbouring fields, user and system mode, of the text of a {@code /proc/PID/stat}. */
    static double cpuSeconds(String stat, int firstField) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[firstField]) + Long.parseLong(fields[firstField + 1])) / TICKS_PER_SECOND;
    }

    /** Resident memory in MiB. */
    double residentMiB() {
        return read("status").lines().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0) / 1024.0;
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " of " + name + " cannot be read", e);
        }
    }
}
