package io.volok.server.kafka.share;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one member fetches from, from request to request. Lives on its connection's shard. */
final class ShareSession {

    private final Set<ShareTarget> targets = new LinkedHashSet<>();
    private int epoch;

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
        targets.removeAll(forgotten);
    }

    /** What is fetched from, the one that was served least recently first. */
    List<ShareTarget> targets() {
        return List.copyOf(targets);
    }

    /** The target has had its turn. */
    void served(ShareTarget target) {
        if (targets.remove(target)) {
            targets.add(target);
        }
    }
}
