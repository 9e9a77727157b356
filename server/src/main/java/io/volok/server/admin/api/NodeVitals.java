package io.volok.server.admin.api;

import java.util.List;

/**
 * How the process and the machine are.
 *
 * @param startedAtMs when the node started
 * @param memoryUsedBytes what the process uses
 * @param memoryLimitBytes where publishers have to wait
 * @param diskFreeBytes what is free where the data are
 * @param diskLimitBytes below which publishers have to wait
 * @param alarms what the node is short of: {@code memory}, {@code disk}
 * @param process the process
 */
public record NodeVitals(long startedAtMs, long memoryUsedBytes, long memoryLimitBytes, long diskFreeBytes,
        long diskLimitBytes, List<String> alarms, ProcessVitals process) {

    /** The alarm of too little memory. */
    public static final String MEMORY = "memory";
    /** The alarm of too little disk space. */
    public static final String DISK = "disk";

    /** Copies the list. */
    public NodeVitals {
        alarms = List.copyOf(alarms);
    }

    /** An alarm as health checks call it. */
    static String inWords(String alarm) {
        return alarm.equals(DISK) ? "disk space" : alarm;
    }

    /** Whether an alarm is on. */
    public boolean hasAlarm(String alarm) {
        return alarms.contains(alarm);
    }

    /**
     * The process.
     *
     * @param pid its number
     * @param openFiles how many file descriptors it has open, or -1
     * @param openFilesMax how many it may have open, or -1
     * @param threads how many threads it has
     * @param processors how many processors it may use
     * @param dataDirectory where its data are
     * @param javaVersion the version of the virtual machine
     */
    public record ProcessVitals(long pid, long openFiles, long openFilesMax, int threads, int processors,
            String dataDirectory, String javaVersion) {
    }
}
