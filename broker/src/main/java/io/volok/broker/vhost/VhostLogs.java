package io.volok.broker.vhost;

import io.volok.broker.queue.LaneLogs;
import io.volok.broker.queue.QueueType;
import io.volok.log.Durability;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The logs of one virtual host and their names.
 *
 * <pre>
 *   vhosts/VHOST/catalog            facts about exchanges, queues and bindings
 *   vhosts/VHOST/cursors            acknowledgements of all queues
 *   vhosts/VHOST/commits            transactions that touch more than one log
 *   vhosts/VHOST/queues/ID-LEVEL    messages of one priority level of a queue
 *   vhosts/VHOST/delayed/START-WIDTH  messages that wait for a time in that span
 * </pre>
 */
final class VhostLogs {

    private static final int LONGEST_PLAIN_NAME = 120;
    private static final int CURSOR_SEGMENT_BYTES = 32 << 20;
    private static final int COMMIT_SEGMENT_BYTES = 1 << 20;

    private final VhostContext context;
    private final String folder;
    private Map<Long, List<Integer>> lanesFound = new HashMap<>();

    VhostLogs(String vhost, VhostContext context) {
        this.context = context;
        this.folder = "vhosts/" + folderName(vhost);
    }

    /** Forced whatever the settings: a confirmed message is worth nothing if its queue is forgotten. */
    Log openCatalog() {
        return open(folder, "catalog", context.logs().withDurability(Durability.FSYNC));
    }

    Log openCursors() {
        int bytes = Math.min(CURSOR_SEGMENT_BYTES, context.logs().segments().bytes());
        return open(folder, "cursors", context.logs().withSegmentBytes(bytes).withDurability(Durability.OS));
    }

    /** Forced only where a commit asks for it. */
    Log openCommits() {
        int bytes = Math.min(COMMIT_SEGMENT_BYTES, context.logs().segments().bytes());
        return open(folder, "commits", context.logs().withSegmentBytes(bytes).withDurability(Durability.OS));
    }

    Log openDelayed(String bucket) {
        return open(folder + "/delayed", bucket, context.logs());
    }

    List<String> delayedBuckets() {
        return context.store().logs(folder + "/delayed").stream().map(LogId::name).toList();
    }

    private Log open(String kind, String name, LogConfig config) {
        return Log.open(context.store(), new LogId(kind, name), config, context.shard()::execute);
    }

    /** Lists the lanes that earlier runs have left, all queues at once: one listing serves ten thousand queues. */
    void findLanes() {
        lanesFound = new HashMap<>();
        for (LogId id : context.store().logs(queueFolder())) {
            int dash = id.name().indexOf('-');
            long queueId = Long.parseLong(id.name().substring(0, dash));
            lanesFound.computeIfAbsent(queueId, q -> new ArrayList<>(1))
                    .add(Integer.parseInt(id.name().substring(dash + 1)));
        }
    }

    /** Deletes the lanes of queues that are not in the catalog: transient ones, and those deleted halfway. */
    void deleteLanesBut(Collection<Long> queueIds) {
        lanesFound.forEach((queueId, levels) -> {
            if (!queueIds.contains(queueId)) {
                levels.forEach(level -> deleteLane(queueId, level));
            }
        });
        lanesFound.keySet().retainAll(queueIds);
    }

    /** The lanes of one queue. */
    LaneLogs lanes(OrdinaryQueue queue) {
        Durability durability = queue.type() == QueueType.QUORUM ? Durability.FSYNC : context.logs().durability();
        boolean kept = queue.declaration().durable();
        LogConfig config = context.logs().withDurability(kept ? durability : Durability.OS);
        List<Integer> existing = lanesFound.getOrDefault(queue.id(), List.of());
        return new LaneLogs() {
            @Override
            public List<Integer> existing() {
                return existing;
            }

            @Override
            public Log open(int level) {
                return openLane(queue.id(), level, config);
            }
        };
    }

    /** Deletes a lane as it lies there: to open it as a log would mean to check what is in it. */
    private void deleteLane(long queueId, int level) {
        LogId id = new LogId(queueFolder(), queueId + "-" + level);
        context.store().open(id, context.shard()::execute).delete(0);
    }

    /** Opens the log of a lane as it was left, to be cut. */
    Log openLane(String name) {
        return open(queueFolder(), name, context.logs());
    }

    private Log openLane(long queueId, int level, LogConfig config) {
        return open(queueFolder(), queueId + "-" + level, config);
    }

    private String queueFolder() {
        return folder + "/queues";
    }

    /** A vhost's name as a path element; names that would be too long end in a hash. */
    static String folderName(String vhost) {
        StringBuilder name = new StringBuilder();
        for (byte b : vhost.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            if (plain) {
                name.append(c);
            } else {
                name.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        if (name.length() > LONGEST_PLAIN_NAME) {
            String hash = Long.toHexString(vhost.hashCode() * 31L + vhost.length());
            name.setLength(LONGEST_PLAIN_NAME);
            name.append('~').append(hash);
        }
        return name.isEmpty() ? "%" : name.toString();
    }
}
