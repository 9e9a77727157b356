package io.volok.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourceMonitorTest {

    private final AtomicLong free = new AtomicLong(1_000);
    private final BlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();
    private final ResourceMonitor monitor = new ResourceMonitor(Path.of("."), free::get, heard::add);

    @BeforeEach
    void start() {
        monitor.memoryWatermark(1);
        monitor.diskLimit(500);
        monitor.start();
    }

    @AfterEach
    void stop() {
        monitor.close();
    }

    @Test
    void littleFreeSpaceRaisesTheAlarmAndClearlyMoreEndsIt() throws Exception {
        free.set(499);
        assertThat(next()).containsExactly("disk");
        assertThat(monitor.vitals().hasAlarm("disk")).isTrue();

        free.set(510);
        monitor.diskLimit(500);
        assertThat(heard.poll(500, TimeUnit.MILLISECONDS)).isNull();

        free.set(560);
        assertThat(next()).isEmpty();
    }

    @Test
    void aLowWatermarkRaisesTheAlarmAtOnceAndARaisedOneEndsIt() throws Exception {
        monitor.memoryLimit(1);
        assertThat(next()).containsExactly("memory");

        monitor.diskLimit(2_000);
        assertThat(next()).containsExactly("disk", "memory");
        assertThat(ResourceMonitor.reason(monitor.vitals().alarms())).isEqualTo("low on disk & memory");

        monitor.diskLimit(0);
        assertThat(next()).containsExactly("memory");
        monitor.memoryWatermark(0.9);
        assertThat(next()).isEmpty();
        assertThat(ResourceMonitor.reason(List.of())).isNull();
    }

    private List<String> next() throws InterruptedException {
        List<String> alarms = heard.poll(10, TimeUnit.SECONDS);
        assertThat(alarms).isNotNull();
        return alarms;
    }
}
