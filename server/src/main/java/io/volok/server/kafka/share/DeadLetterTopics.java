package io.volok.server.kafka.share;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Produced;
import io.volok.broker.partition.SingleRecord;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.broker.share.DeadLetters;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.server.kafka.coordinator.GroupCoordination;
import io.volok.server.kafka.data.KafkaDecompressor;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.coordinator.group.GroupConfig;
import org.apache.kafka.coordinator.group.GroupCoordinatorConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dead-letter topics of share groups (KIP-1191): a record for each one given up, with headers that say which it was
 * and why, and with its key and value where the group's settings ask for them.
 *
 * <p>The topic has to allow it ({@code errors.deadletterqueue.group.enable}); one that does not exist is created if the
 * broker's settings let it. The source's partition index, modulo their number, gives the partition.
 */
public record DeadLetterTopics(Topics topics, Supplier<GroupCoordination> groups) implements DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopics.class);
    private static final String ALLOWED = "errors.deadletterqueue.group.enable";

    @Override
    public void bury(Letter letter, Runnable buried) {
        Optional<GroupConfig> config =
                groups.get().coordinator().flatMap(running -> running.groupConfig(letter.group()));
        String name = config.map(GroupConfig::errorsDLQTopicName).orElse("");
        if (name.isEmpty()) {
            buried.run();
            return;
        }
        boolean copies = config.map(GroupConfig::errorsDLQCopyRecordEnable).orElse(false);
        Posted posted = new Posted(letter, name, body(letter, copies), buried);
        GroupCoordinatorConfig broker = groups.get().settings().coordinator();
        Topic topic = topics.image().byName(name);
        if (topic != null) {
            posted.writeTo(topic);
        } else if (broker.errorsDLQAutoCreateTopicsEnable() && name.startsWith(broker.errorsDLQTopicNamePrefix())) {
            topics.create(name, 1, Map.of(ALLOWED, "true", "message.timestamp.type", "LogAppendTime"),
                    outcome -> posted.writeTo(topics.image().byName(name)));
        } else {
            posted.lost("it does not exist");
        }
    }

    /** A letter on its way to its topic. */
    private record Posted(Letter letter, String topicName, RecordBody body, Runnable buried) {

        void writeTo(Topic topic) {
            if (topic == null || topic.name().startsWith("__")
                    || !Boolean.parseBoolean(topic.overrides().get(ALLOWED))) {
                lost("it does not take dead letters");
                return;
            }
            Partition target = topic.partition(letter.source().id().index() % topic.partitionCount());
            target.shard().execute(() -> append(target));
        }

        private void append(Partition target) {
            if (target.isDeleted()) {
                lost("it has been deleted");
                return;
            }
            long nowMs = target.shard().nowMs();
            BatchBuilder builder = new BatchBuilder().begin(0, nowMs);
            builder.append(nowMs, body);
            builder.finish();
            switch (target.produce(builder.toBuffer())) {
                case Produced.Appended appended -> target.whenDurable(appended.endOffset(), this::done);
                case Produced.Refused refused -> lost("it refuses it: " + refused);
            }
        }

        /** As in Kafka a record is given up all the same, since its consumers are done with it. */
        void lost(String why) {
            LOG.warn("A record that group {} gives up gets no dead letter in topic {}: {}",
                    letter.group(), topicName, why);
            done();
        }

        private void done() {
            letter.source().shard().execute(buried);
        }
    }

    private static Map<String, String> headers(Letter letter) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("__dlq.errors.topic", letter.source().id().topic());
        headers.put("__dlq.errors.partition", Integer.toString(letter.source().id().index()));
        headers.put("__dlq.errors.offset", Long.toString(letter.offset()));
        headers.put("__dlq.errors.group", letter.group());
        headers.put("__dlq.errors.delivery.count", Integer.toString(letter.deliveryCount()));
        headers.put("__dlq.errors.message", switch (letter.cause()) {
            case REJECTED -> "Offset rejected by client.";
            case DELIVERED_TOO_OFTEN -> "Offset delivery count exceeded the threshold.";
        });
        return headers;
    }

    private static RecordBody body(Letter letter, boolean copies) {
        Map<String, String> headers = headers(letter);
        ByteWriter out = new ByteWriter(256);
        if (!copies || !copyContent(letter.source(), letter.offset(), out)) {
            out.varint(-1);
            out.varint(-1);
        }
        out.varint(headers.size());
        headers.forEach((header, value) -> {
            RecordBody.writeNullable(out, header.getBytes(StandardCharsets.UTF_8));
            RecordBody.writeNullable(out, value.getBytes(StandardCharsets.UTF_8));
        });
        return new RecordBody(out.array(), 0, out.size());
    }

    /** Copies key and value; false if the record is not there any more. */
    private static boolean copyContent(Partition source, long offset, ByteWriter out) {
        RecordView record = SingleRecord.read(source, offset, new KafkaDecompressor());
        if (record == null) {
            return false;
        }
        copy(record, record.keyStart(), record.keyLength(), out);
        copy(record, record.valueStart(), record.valueLength(), out);
        return true;
    }

    private static void copy(RecordView record, int start, int length, ByteWriter out) {
        out.varint(length);
        if (length > 0) {
            out.bytes(record.array(), start, length);
        }
    }
}
