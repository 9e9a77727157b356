package io.volok.log.store.file;

import java.io.IOException;

/** Tells a full disk from other failures. The JDK passes the operating system's sentence on and nothing else. */
final class DiskSpace {

    private DiskSpace() {
    }

    static boolean exhausted(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }
}
