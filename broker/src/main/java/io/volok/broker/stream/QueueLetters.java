package io.volok.broker.stream;

import io.volok.broker.partition.Partition;
import io.volok.broker.partition.SingleRecord;
import io.volok.broker.queue.DeathReason;
import io.volok.broker.shard.Shard;
import io.volok.broker.share.DeadLetters;
import io.volok.broker.vhost.WorkLetters;
import io.volok.codec.record.Decompressor;
import io.volok.codec.record.RecordView;
import java.util.function.Supplier;

/**
 * Takes what a share group gives up to the queue that works as this group, whoever has rejected it: AMQP consumers or
 * Kafka's.
 *
 * @param home the queue's shard
 */
record QueueLetters(Shard home, WorkLetters letters, Supplier<Decompressor> decompressors) implements DeadLetters {

    @Override
    public void bury(Letter letter, Runnable buried) {
        Partition source = letter.source();
        RecordView record = SingleRecord.read(source, letter.offset(), decompressors.get());
        if (record == null) {
            buried.run(); // Retention or compaction was faster: there is nothing to send.
            return;
        }
        DeathReason reason = switch (letter.cause()) {
            case REJECTED -> DeathReason.REJECTED;
            case DELIVERED_TOO_OFTEN -> DeathReason.DELIVERY_LIMIT;
        };
        Posting.to(home, () -> letters.bury(record, reason, letter.deliveryCount(),
                () -> Posting.to(source.shard(), buried)));
    }
}
