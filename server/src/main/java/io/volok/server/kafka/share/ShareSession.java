package io.volok.server.kafka.share;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one member fetches from, from request to request. Lives on its connection's shard. */
final class ShareSession {

    private final Set<ShareTarget> targets = new LinkedHashSet<>();
    private final Set<ShareTarget> named = new LinkedHashSet<>();
    private final String holder;
    private int epoch;
    private boolean closed;

    /** @param number no other session has it */
    ShareSession(String memberId, long number) {
        holder = memberId + "#" + number;
    }

    /**
     * In whose hands its records are: a member that comes back on another connection holds nothing of what it held, and
     * the late end of the old connection takes nothing from it.
     */
    String holder() {
        return holder;
    }

    /** Nothing is fetched or held any more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** The epoch of the request that came last. */
    int epoch() {
        return epoch;
    }

    /** Epochs go from 1 to the greatest int and on from 1; 0 opens a session. */
    boolean follows(int asked) {
        int next = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        return asked == next;
    }

    void advance(int asked) {
        epoch = asked;
    }

    void change(Collection<ShareTarget> added, Collection<ShareTarget> forgotten) {
        targets.addAll(added);
        named.addAll(added);
        targets.removeAll(forgotten);
    }

    /** What is fetched from, the one that was served least recently first. */
    List<ShareTarget> targets() {
        return List.copyOf(targets);
    }

    /** What has ever been fetched from: records of it may still be held. */
    Collection<ShareTarget> namedTargets() {
        return named;
    }

    /** The target has had its turn. */
    void served(ShareTarget target) {
        if (targets.remove(target)) {
            targets.add(target);
        }
    }
}
