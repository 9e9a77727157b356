package io.volok.server.kafka.share;

import io.volok.broker.partition.Fetched;
import io.volok.broker.partition.Partition;
import io.volok.broker.partition.Produced;
import io.volok.broker.partition.Topic;
import io.volok.broker.partition.Topics;
import io.volok.broker.share.DeadLetters;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.record.BatchBuilder;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordCursor;
import io.volok.codec.record.RecordView;
import io.volok.server.kafka.coordinator.GroupCoordination;
import io.volok.server.kafka.data.KafkaDecompressor;
import java.nio.ByteBuffer;
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
    private static final int READ_BYTES = 1;
    private static final int MAX_DECOMPRESSED_BYTES = 64 << 20;

    @Override
    public void bury(String group, Partition source, long offset, int deliveryCount, Cause cause) {
        Optional<GroupConfig> config = groups.get().coordinator().flatMap(running -> running.groupConfig(group));
        String name = config.map(GroupConfig::errorsDLQTopicName).orElse("");
        if (name.isEmpty()) {
            return;
        }
        boolean copies = config.map(GroupConfig::errorsDLQCopyRecordEnable).orElse(false);
        Letter letter = new Letter(group, name, source,
                body(headers(group, source, offset, deliveryCount, cause), copies, source, offset));
        GroupCoordinatorConfig broker = groups.get().settings().coordinator();
        Topic topic = topics.image().byName(name);
        if (topic != null) {
            write(topic, letter);
        } else if (broker.errorsDLQAutoCreateTopicsEnable() && name.startsWith(broker.errorsDLQTopicNamePrefix())) {
            topics.create(name, 1, Map.of(ALLOWED, "true", "message.timestamp.type", "LogAppendTime"),
                    outcome -> write(topics.image().byName(name), letter));
        } else {
            LOG.warn("A record that group {} gives up is lost: topic {} does not exist", group, name);
        }
    }

    private record Letter(String group, String topic, Partition source, RecordBody body) {
    }

    private static void write(Topic topic, Letter letter) {
        if (topic == null || topic.name().startsWith("__")
                || !Boolean.parseBoolean(topic.overrides().get(ALLOWED))) {
            LOG.warn("A record that group {} gives up is lost: topic {} does not take dead letters",
                    letter.group(), letter.topic());
            return;
        }
        Partition target = topic.partition(letter.source().id().index() % topic.partitionCount());
        target.shard().execute(() -> {
            if (target.isDeleted()) {
                return;
            }
            long nowMs = target.shard().nowMs();
            BatchBuilder builder = new BatchBuilder().begin(0, nowMs);
            builder.append(nowMs, letter.body());
            builder.finish();
            if (target.produce(builder.toBuffer()) instanceof Produced.Refused refused) {
                LOG.warn("A record that group {} gives up is lost: {} refuses it: {}",
                        letter.group(), target.id(), refused);
            }
        });
    }

    private static Map<String, String> headers(
            String group, Partition source, long offset, int deliveryCount, Cause cause) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("__dlq.errors.topic", source.id().topic());
        headers.put("__dlq.errors.partition", Integer.toString(source.id().index()));
        headers.put("__dlq.errors.offset", Long.toString(offset));
        headers.put("__dlq.errors.group", group);
        headers.put("__dlq.errors.delivery.count", Integer.toString(deliveryCount));
        headers.put("__dlq.errors.message", switch (cause) {
            case REJECTED -> "Offset rejected by client.";
            case DELIVERED_TOO_OFTEN -> "Offset delivery count exceeded the threshold.";
        });
        return headers;
    }

    private static RecordBody body(Map<String, String> headers, boolean copies, Partition source, long offset) {
        ByteWriter out = new ByteWriter(256);
        if (!copies || !copyContent(source, offset, out)) {
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
        if (!(source.fetch(offset, READ_BYTES, false) instanceof Fetched.Batches batches)) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(batches.records().length());
        try {
            batches.records().readInto(bytes);
        } finally {
            batches.records().release();
        }
        RecordCursor cursor = new RecordCursor(new KafkaDecompressor(), MAX_DECOMPRESSED_BYTES).open(bytes.flip());
        cursor.skipTo(offset);
        RecordView record = new RecordView();
        if (!cursor.next(record) || record.offset() != offset) {
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
