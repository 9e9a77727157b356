package io.volok.server.kafka.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;

/**
 * KIP-227: a reader names its partitions once, then only what has changed; it is told only what is new.
 *
 * <p>Partitions that gave data move to the end, so that none starves behind a busy one.
 */
final class FetchSession {

    private final int id;
    private final boolean byId;
    private int nextEpoch = 1;
    private final Map<FetchTarget.Key, FetchTarget> targets = new LinkedHashMap<>();

    FetchSession(int id, boolean byId, FetchRequestData request) {
        this.id = id;
        this.byId = byId;
        add(request);
    }

    int id() {
        return id;
    }

    /** Whether its partitions were named by topic id. */
    boolean byId() {
        return byId;
    }

    /** The epoch that the next request has to carry. */
    int nextEpoch() {
        return nextEpoch;
    }

    Collection<FetchTarget> targets() {
        return targets.values();
    }

    /** Takes in what an incremental request changes. */
    void change(FetchRequestData request) {
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        add(request);
        for (ForgottenTopic forgotten : request.forgottenTopicsData()) {
            for (int partition : forgotten.partitions()) {
                targets.remove(key(forgotten.topicId(), forgotten.topic(), partition));
            }
        }
    }

    void moveToEnd(List<FetchTarget> served) {
        for (FetchTarget target : served) {
            if (targets.remove(target.key()) != null) {
                targets.put(target.key(), target);
            }
        }
    }

    private void add(FetchRequestData request) {
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                FetchTarget.Key key = key(topic.topicId(), topic.topic(), partition.partition());
                FetchTarget known = targets.get(key);
                if (known == null) {
                    targets.put(key, new FetchTarget(key, partition));
                } else {
                    known.ask(partition);
                }
            }
        }
    }

    /** The partitions of a request without a session. */
    static List<FetchTarget> targetsOf(FetchRequestData request) {
        List<FetchTarget> targets = new ArrayList<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                targets.add(new FetchTarget(key(topic.topicId(), topic.topic(), partition.partition()), partition));
            }
        }
        return targets;
    }

    private static FetchTarget.Key key(Uuid topicId, String topic, int partition) {
        return new FetchTarget.Key(topicId, topic, partition);
    }
}
