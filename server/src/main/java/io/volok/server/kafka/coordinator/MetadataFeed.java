package io.volok.server.kafka.coordinator;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.common.metadata.RemoveTopicRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.metadata.LeaderRecoveryState;

/**
 * Turns the broker's catalog of topics into the metadata images that the library reads: the difference to what it was
 * last told, as KRaft records. One thread at a time.
 */
final class MetadataFeed {

    private final int nodeId;
    private final Map<Uuid, TopicView> known = new HashMap<>();
    private MetadataImage image = MetadataImage.EMPTY;
    private long version;

    MetadataFeed(int nodeId) {
        this.nodeId = nodeId;
    }

    /** Takes the whole catalog as it is now and tells the difference; tells nothing when there is none. */
    void update(Collection<TopicView> topics, Listener listener) {
        MetadataDelta delta = new MetadataDelta.Builder().setImage(image).build();
        boolean changed = version == 0;
        if (changed) {
            delta.replay(new RegisterBrokerRecord().setBrokerId(nodeId).setFenced(false));
        }
        Map<Uuid, TopicView> gone = new HashMap<>(known);
        for (TopicView topic : topics) {
            gone.remove(topic.id());
            TopicView before = known.put(topic.id(), topic);
            changed |= replay(delta, before, topic);
        }
        for (Uuid id : gone.keySet()) {
            known.remove(id);
            delta.replay(new RemoveTopicRecord().setTopicId(id));
            changed = true;
        }
        if (changed) {
            version++;
            image = delta.apply(new MetadataProvenance(version, 0, 0, true));
            listener.onMetadata(delta, image);
        }
    }

    /** Told about each new image. */
    interface Listener {
        void onMetadata(MetadataDelta delta, MetadataImage image);
    }

    private boolean replay(MetadataDelta delta, TopicView before, TopicView now) {
        if (now.equals(before)) {
            return false;
        }
        if (before == null) {
            delta.replay(new TopicRecord().setName(now.name()).setTopicId(now.id()));
        }
        for (int i = before == null ? 0 : before.partitionCount(); i < now.partitionCount(); i++) {
            delta.replay(new PartitionRecord()
                    .setTopicId(now.id())
                    .setPartitionId(i)
                    .setReplicas(List.of(nodeId))
                    .setIsr(List.of(nodeId))
                    .setLeader(nodeId)
                    .setLeaderRecoveryState(LeaderRecoveryState.RECOVERED.value()));
        }
        return true;
    }
}
