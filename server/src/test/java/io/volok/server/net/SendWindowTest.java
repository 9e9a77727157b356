package io.volok.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendWindowTest {

    @Test
    void theMoreConnectionsTheLessForEach() {
        SendWindow window = new SendWindow(64 << 20);
        open(window, 64);
        assertThat(window.bytes()).isEqualTo(SendWindow.MOST_BYTES);
        open(window, 1);
        assertThat(window.bytes()).isEqualTo(512 << 10);
        open(window, 500);
        assertThat(window.bytes()).isEqualTo(64 << 10);
        open(window, 10_000);
        assertThat(window.bytes()).isEqualTo(SendWindow.LEAST_BYTES);
        for (int i = 0; i < 10_565; i++) {
            window.closed();
        }
        assertThat(window.bytes()).isEqualTo(SendWindow.MOST_BYTES);
    }

    private static void open(SendWindow window, int count) {
        for (int i = 0; i < count; i++) {
            window.opened();
        }
    }
}
