package io.volok.broker.partition;

import io.volok.broker.partition.Produced.Fault;
import io.volok.broker.partition.Produced.RecordFault;
import io.volok.broker.partition.Produced.Refused;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Decides whether a client's batch may be appended to a topic, by Kafka's rules and in Kafka's words. One per shard: it
 * keeps what it found out about the batch it looked at last.
 */
final class BatchCheck {

    private static final long NO_TIMESTAMP = -1;
    private static final int MAX_COMPRESSION = 4;
    private static final int SHOWN_FAULTS = 3;

    private final Decompressor decompressor;
    private final RecordWalk walk = new RecordWalk();
    private PartitionId partition;
    private TopicConfig config;
    private ByteBuffer buffer;
    private int position;
    private List<RecordFault> faults;
    private Fault recordFault;
    private long maxTimestamp;

    BatchCheck(Decompressor decompressor) {
        this.decompressor = decompressor;
    }

    /** The greatest timestamp of the records that were looked at. */
    long maxTimestamp() {
        return maxTimestamp;
    }

    /**
     * Looks at the one batch that lies between the buffer's position and limit.
     *
     * @return null if it may be appended
     */
    Refused check(PartitionId id, TopicConfig topicConfig, ByteBuffer batch, long nowMs) {
        partition = id;
        config = topicConfig;
        buffer = batch;
        position = batch.position();
        faults = null;
        recordFault = null;
        Refused refused = checkFrame();
        if (refused == null) {
            refused = checkHeader();
        }
        if (refused == null) {
            refused = checkRecords(nowMs);
        }
        buffer = null;
        return refused;
    }

    private Refused checkFrame() {
        try {
            if (!RecordBatch.isWhole(buffer, position, buffer.limit())) {
                return Produced.refuse(Fault.CORRUPT, "Record batch is cut in topic partition " + partition + ".");
            }
        } catch (MalformedBytes malformed) {
            return Produced.refuse(Fault.CORRUPT, malformed.getMessage());
        }
        int size = RecordBatch.size(buffer, position);
        long baseOffset = RecordBatch.baseOffset(buffer, position);
        if (baseOffset != 0) {
            return Produced.refuse(Fault.INVALID_RECORD, "The baseOffset of the record batch in the append to "
                    + partition + " should be 0, but it is " + baseOffset);
        }
        if (size > config.messages().maxBytes()) {
            return Produced.refuse(Fault.BATCH_TOO_LARGE, "The record batch size in the append to " + partition + " is "
                    + size + " bytes which exceeds the maximum configured value of " + config.messages().maxBytes()
                    + ".");
        }
        if (size > config.segments().bytes()) {
            return Produced.refuse(Fault.SEGMENT_TOO_SMALL, "Message batch size is " + size
                    + " bytes in append to partition " + partition
                    + ", which exceeds the maximum configured segment size of " + config.segments().bytes() + ".");
        }
        try {
            RecordBatch.check(buffer, position, buffer.limit());
            return null;
        } catch (MalformedBytes malformed) {
            return Produced.refuse(Fault.CORRUPT, "Record is corrupt in topic partition " + partition + ": "
                    + malformed.getMessage() + ".");
        }
    }

    private Refused checkHeader() {
        int attributes = RecordBatch.attributes(buffer, position);
        int count = RecordBatch.count(buffer, position);
        long lastDelta = RecordBatch.lastOffset(buffer, position);
        if ((attributes & RecordBatch.CONTROL) != 0) {
            return invalid("Clients are not allowed to write control records.");
        }
        if (count <= 0 || lastDelta != count - 1) {
            return invalid("Inconsistent record count in the batch for " + partition + ": lastOffsetDelta is " + lastDelta
                    + " and the number of records " + count + ".");
        }
        if (RecordBatch.producerId(buffer, position) >= 0 && RecordBatch.baseSequence(buffer, position) < 0) {
            return invalid("Invalid sequence number " + RecordBatch.baseSequence(buffer, position)
                    + " in record batch with producerId " + RecordBatch.producerId(buffer, position) + ".");
        }
        if ((attributes & RecordBatch.COMPRESSION_MASK) > MAX_COMPRESSION) {
            return Produced.refuse(Fault.CORRUPT, "Unknown compression type "
                    + (attributes & RecordBatch.COMPRESSION_MASK) + " in topic partition " + partition + ".");
        }
        return null;
    }

    private Refused checkRecords(long nowMs) {
        try {
            openRecords();
            walkRecords(nowMs);
        } catch (MalformedBytes malformed) {
            return invalid("Found invalid records in the batch for " + partition + ": " + malformed.getMessage() + ".");
        }
        if (faults == null) {
            return null;
        }
        return new Refused(recordFault, summary(), faults);
    }

    private void openRecords() {
        int start = position + RecordBatch.HEADER_BYTES;
        int end = position + RecordBatch.size(buffer, position);
        int compression = RecordBatch.compression(buffer, position);
        if (compression == 0) {
            walk.open(buffer, start, end);
        } else {
            ByteBuffer records = decompressor.decompress(compression, buffer.slice(start, end - start),
                    config.messages().maxOpenedBytes(end - start));
            walk.open(records, records.position(), records.limit());
        }
    }

    private void walkRecords(long nowMs) {
        int count = RecordBatch.count(buffer, position);
        long baseTimestamp = RecordBatch.baseTimestamp(buffer, position);
        boolean checksTime = !config.messages().logAppendTime();
        boolean needsKey = config.cleaning().compact();
        int maxLength = RecordBatch.compression(buffer, position) == 0
                ? Integer.MAX_VALUE : config.messages().maxDecompressedBytes();
        maxTimestamp = NO_TIMESTAMP;
        for (int index = 0; index < count; index++) {
            walk.next();
            if (walk.length() > maxLength) {
                throw new MalformedBytes(index, "record " + index + " opens to " + walk.length() + " bytes");
            }
            if (walk.offsetDelta() != index) {
                throw new MalformedBytes(index, "record " + index + " has offset delta " + walk.offsetDelta());
            }
            if (needsKey && !walk.hasKey()) {
                fault(Fault.INVALID_RECORD, index,
                        "Compacted topic cannot accept message without key in topic partition " + partition);
            }
            long timestamp = baseTimestamp + walk.timestampDelta();
            maxTimestamp = Math.max(maxTimestamp, timestamp);
            if (checksTime && timestamp != NO_TIMESTAMP) {
                checkTimestamp(timestamp, index, nowMs);
            }
        }
        if (!walk.atEnd()) {
            throw new MalformedBytes(count, "bytes behind the last record");
        }
    }

    private void checkTimestamp(long timestamp, int index, long nowMs) {
        TopicConfig.Messages messages = config.messages();
        long age = nowMs - timestamp;
        if (age > messages.beforeMaxMs() || -age > messages.afterMaxMs()) {
            fault(Fault.INVALID_TIMESTAMP, index, "Timestamp " + timestamp + " of message with offset " + index
                    + " is out of range. The timestamp should be within [" + (nowMs - messages.beforeMaxMs()) + ", "
                    + (nowMs + messages.afterMaxMs()) + "]");
        }
    }

    private void fault(Fault fault, int index, String text) {
        if (faults == null) {
            faults = new ArrayList<>();
            recordFault = fault;
        }
        faults.add(new RecordFault(index, text));
    }

    private String summary() {
        if (recordFault == Fault.INVALID_TIMESTAMP) {
            return "One or more records have been rejected due to invalid timestamp";
        }
        String shown = faults.stream().limit(SHOWN_FAULTS)
                .map(fault -> "RecordError(batchIndex=" + fault.batchIndex() + ", message='" + fault.text() + "')")
                .collect(Collectors.joining(", ", "[", "]"));
        return "One or more records have been rejected due to " + faults.size() + " record errors in total, and only "
                + "showing the first three errors at most: " + shown;
    }

    private static Refused invalid(String text) {
        return Produced.refuse(Fault.INVALID_RECORD, text);
    }
}
