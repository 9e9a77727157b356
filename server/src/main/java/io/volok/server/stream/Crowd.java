package io.volok.server.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stream sessions of one virtual host and the groups of their single active consumers. On the vhost's shard. */
public final class Crowd {

    private final Set<StreamSession> sessions = new HashSet<>();
    private final Map<Key, ActiveConsumer> groups = new HashMap<>();

    private record Key(String stream, String name) {
    }

    void join(StreamSession session) {
        sessions.add(session);
    }

    void leave(StreamSession session) {
        sessions.remove(session);
    }

    /** Tells everybody who uses a stream that it is gone. */
    void streamGone(String stream) {
        for (StreamSession session : List.copyOf(sessions)) {
            session.streamGone(stream);
        }
    }

    /** A single active consumer begins to take part. */
    void join(Subscription subscription, int partitionIndex) {
        groups.computeIfAbsent(key(subscription), key -> new ActiveConsumer(partitionIndex)).join(subscription);
    }

    /** A single active consumer is gone. */
    void leave(Subscription subscription) {
        ActiveConsumer group = groups.get(key(subscription));
        if (group != null && group.leave(subscription)) {
            groups.remove(key(subscription));
        }
    }

    /** A client has answered a consumer update. */
    void updated(Subscription subscription) {
        ActiveConsumer group = groups.get(key(subscription));
        if (group != null) {
            group.updated(subscription);
        }
    }

    private static Key key(Subscription subscription) {
        return new Key(subscription.stream(), subscription.name());
    }

    /** The consumers of one name on one stream, of which one is active at a time. */
    private static final class ActiveConsumer {

        /** -1 for a stream that is no part of a super stream. */
        private final int partitionIndex;
        private final List<Subscription> members = new ArrayList<>();
        private Subscription active;
        private boolean leaving;

        ActiveConsumer(int partitionIndex) {
            this.partitionIndex = partitionIndex;
        }

        void join(Subscription subscription) {
            members.add(subscription);
            choose();
        }

        /** Returns whether nobody is left. */
        boolean leave(Subscription subscription) {
            members.remove(subscription);
            if (active == subscription) {
                active = null;
                leaving = false;
            }
            choose();
            return members.isEmpty();
        }

        void updated(Subscription subscription) {
            if (subscription == active && leaving) {
                active = null;
                leaving = false;
                choose();
            }
        }

        /** Partitions of a super stream are spread over the members; else the first to come is active. */
        private void choose() {
            if (members.isEmpty() || leaving) {
                return;
            }
            Subscription wanted = partitionIndex >= 0 ? members.get(partitionIndex % members.size())
                    : active != null ? active : members.getFirst();
            if (wanted == active) {
                return;
            }
            if (active != null) {
                leaving = true;
                active.deactivate();
            } else {
                active = wanted;
                wanted.activate();
            }
        }
    }
}
