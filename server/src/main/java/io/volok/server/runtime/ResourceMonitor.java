package io.volok.server.runtime;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.volok.server.admin.api.NodeVitals;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches memory and disk on a thread of its own, and tells when publishers have to wait and when they may go on.
 *
 * <p>Memory is short when the process uses more of the machine's memory than the watermark allows, or when what lives on
 * the heap after a collection fills nearly all of it. Disk is short when less than the limit is free.
 */
final class ResourceMonitor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceMonitor.class);
    private static final long INTERVAL_MS = 1_000;
    private static final long SHORTEST_INTERVAL_MS = 20;
    /** What clients are thought to be able to fill a disk with: 1 GB/s. */
    private static final long FASTEST_BYTES_PER_MS = 1_000_000;
    private static final long COLLECT_INTERVAL_MS = 10_000;
    /** More must be free for the all-clear than for the alarm, or both would take turns at the limit. */
    private static final double CLEAR_FACTOR = 1.1;
    /** Part of the heap that may be alive after a collection. */
    private static final double HEAP_WATERMARK = 0.9;
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int PAGE_BYTES = 4096;

    private final long startedAtMs = System.currentTimeMillis();
    private final String dataDirectory;
    private final LongSupplier diskFree;
    private final Consumer<List<String>> onChange;
    private final long machineBytes;
    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("volok-monitor").unstarted(task));
    private long collectedMs;
    private volatile long memoryLimit;
    private volatile long diskLimit;
    private volatile List<String> alarms = List.of();

    /**
     * @param diskFree bytes that can still be written where the data are
     * @param onChange told the alarms that are on, on the monitor's thread, whenever they have changed
     */
    ResourceMonitor(Path dataDirectory, LongSupplier diskFree, Consumer<List<String>> onChange) {
        this.dataDirectory = dataDirectory.toAbsolutePath().toString();
        this.diskFree = diskFree;
        this.onChange = onChange;
        this.machineBytes = system.getTotalMemorySize();
    }

    void start() {
        thread.schedule(this::checkAndPlan, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    /** Looks more often the sooner a fast writer could reach the limit. */
    private void checkAndPlan() {
        check();
        long msToLimit = (diskFree.getAsLong() - diskLimit) / FASTEST_BYTES_PER_MS;
        long delayMs = alarms.contains(NodeVitals.DISK) ? INTERVAL_MS
                : Math.clamp(msToLimit / 2, SHORTEST_INTERVAL_MS, INTERVAL_MS);
        thread.schedule(this::checkAndPlan, delayMs, TimeUnit.MILLISECONDS);
    }

    /** Sets the part of the machine's memory that may be used. Looks at once, and waits for that. */
    void memoryWatermark(double fraction) {
        memoryLimit((long) (machineBytes * fraction));
    }

    /** Sets the memory that may be used, which is never more than there is. Looks at once, and waits for that. */
    void memoryLimit(long bytes) {
        memoryLimit = Math.min(bytes, machineBytes);
        checkNow();
    }

    /** Sets the disk space that must stay free. Looks at once, and waits for that. */
    void diskLimit(long bytes) {
        diskLimit = bytes;
        checkNow();
    }

    /** Returns when the new limit has had its effect. Not for the monitor's own thread. */
    private void checkNow() {
        try {
            thread.submit(this::check).get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        try {
            List<String> now = new ArrayList<>();
            if (diskIsShort()) {
                now.add(NodeVitals.DISK);
            }
            if (usedBytes() > memoryLimit || heapIsFull()) {
                now.add(NodeVitals.MEMORY);
            }
            if (!now.equals(alarms)) {
                LOG.warn("Resource alarms: {} (were {})", now, alarms);
                alarms = List.copyOf(now);
                onChange.accept(alarms);
            }
        } catch (RuntimeException failure) {
            LOG.error("Memory and disk cannot be looked at", failure);
        }
    }

    private boolean diskIsShort() {
        double needed = alarms.contains(NodeVitals.DISK) ? diskLimit * CLEAR_FACTOR : diskLimit;
        return diskFree.getAsLong() < needed;
    }

    /** What the process has in memory; where the system does not tell, what the virtual machine has. */
    private long usedBytes() {
        try {
            if (Files.isReadable(STATM)) {
                return Long.parseLong(Files.readString(STATM).split(" ")[1]) * PAGE_BYTES;
            }
        } catch (IOException | NumberFormatException unreadable) {
            LOG.debug("{} cannot be read", STATM, unreadable);
        }
        return Runtime.getRuntime().totalMemory()
                + ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted();
    }

    /** Whether the last full collection left the heap nearly full; while it is, looks for a better answer. */
    private boolean heapIsFull() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage left = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            boolean isOld = left != null && !pool.getName().contains("Eden") && !pool.getName().contains("Survivor");
            if (isOld && left.getMax() > 0 && left.getUsed() > left.getMax() * HEAP_WATERMARK) {
                collectNowAndThen();
                MemoryUsage after = pool.getCollectionUsage();
                return after.getUsed() > after.getMax() * HEAP_WATERMARK;
            }
        }
        return false;
    }

    /** Publishers wait, so that there may be nothing that makes the machine collect by itself. */
    private void collectNowAndThen() {
        long nowMs = System.currentTimeMillis();
        if (nowMs - collectedMs > COLLECT_INTERVAL_MS) {
            collectedMs = nowMs;
            ManagementFactory.getMemoryMXBean().gc();
        }
    }

    /** How things are now. Any thread. */
    NodeVitals vitals() {
        long open = -1;
        long most = -1;
        if (system instanceof UnixOperatingSystemMXBean unix) {
            open = unix.getOpenFileDescriptorCount();
            most = unix.getMaxFileDescriptorCount();
        }
        NodeVitals.ProcessVitals process = new NodeVitals.ProcessVitals(ProcessHandle.current().pid(), open, most,
                ManagementFactory.getThreadMXBean().getThreadCount(), Runtime.getRuntime().availableProcessors(),
                dataDirectory, Runtime.version().toString());
        return new NodeVitals(startedAtMs, usedBytes(), memoryLimit, diskFree.getAsLong(), diskLimit, alarms, process);
    }

    /** Why publishers have to wait, in RabbitMQ's words; null when they need not. */
    static String reason(List<String> alarms) {
        return alarms.isEmpty() ? null : "low on " + String.join(" & ", alarms);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
