package io.volok.broker.share;

import io.volok.log.store.LogId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Which group's view of which partition. */
public record ShareKey(String group, UUID topicId, int partition) {

    static final String KIND = "share";
    private static final int UUID_LENGTH = 36;

    /** Whose log that is. */
    static UUID topicIdOf(LogId log) {
        int start = UUID_LENGTH + 1;
        return UUID.fromString(log.name().substring(start, start + UUID_LENGTH));
    }

    /** The log of its facts. A group's name may be anything, so the log's is made from a digest of it. */
    LogId logId() {
        UUID digest = UUID.nameUUIDFromBytes(group.getBytes(StandardCharsets.UTF_8));
        return new LogId(KIND, digest + "-" + topicId + "-" + partition);
    }
}
