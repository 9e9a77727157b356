package io.volok.server.kafka.group;

import io.volok.broker.partition.Topic;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.TopicIds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.Errors;

/**
 * The topics of a commit of offsets. Both kinds of commit have the same shape in classes of their own; these are the parts
 * by which they differ.
 *
 * @param id a topic's id
 * @param name a topic's name
 * @param partitions a topic's partitions
 * @param index a partition's index
 * @param known the topic with some of its partitions, named and identified as in the catalog
 */
record CommitTopics<T, P>(Function<T, Uuid> id, Function<T, String> name, Function<T, List<P>> partitions,
        ToIntFunction<P> index, BiFunction<Topic, List<P>, T> known) {

    /** Is told, partition by partition, what is not committed and why. */
    interface Refusals {
        void add(Uuid topicId, String topic, int partition, Errors error);
    }

    /** What the coordinator is to commit; each other partition is refused: unknown, or the user may not read it. */
    List<T> committable(List<T> topics, boolean byId, GroupFace face, Exchange exchange, Refusals refusals) {
        TopicsImage image = face.image();
        List<T> committable = new ArrayList<>();
        for (T asked : topics) {
            Topic topic = byId ? TopicIds.find(image, id.apply(asked)) : image.byName(name.apply(asked));
            String topicName = topic == null ? name.apply(asked) : topic.name();
            Errors error = byId && topic == null ? Errors.UNKNOWN_TOPIC_ID
                    : face.mayTopic(exchange, AclOperation.READ, topicName) ? Errors.NONE
                    : Errors.TOPIC_AUTHORIZATION_FAILED;
            List<P> there = new ArrayList<>();
            for (P partition : partitions.apply(asked)) {
                int number = index.applyAsInt(partition);
                if (error == Errors.NONE && topic != null && topic.partition(number) != null) {
                    there.add(partition);
                } else {
                    refusals.add(id.apply(asked), topicName, number,
                            error == Errors.NONE ? Errors.UNKNOWN_TOPIC_OR_PARTITION : error);
                }
            }
            if (!there.isEmpty()) {
                committable.add(known.apply(topic, there));
            }
        }
        return committable;
    }
}
