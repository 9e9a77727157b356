package io.volok.log.store.file;

import io.volok.log.store.LogFailed;
import java.io.IOException;
import java.nio.file.Path;

/** Told of what goes wrong on the flusher thread, where no caller waits. */
public interface StoreListener {

    /** Forcing a log failed: what was appended may not be durable, its owner must stop. */
    void forceFailed(LogFailed failure);

    /** A removed file could not be unlinked. It takes space until the next start, nothing else. */
    void unlinkFailed(Path file, IOException cause);
}
