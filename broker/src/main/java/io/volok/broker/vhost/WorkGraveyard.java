package io.volok.broker.vhost;

import io.volok.broker.message.Settlement;
import io.volok.broker.queue.DeadLetters;
import io.volok.broker.queue.DeathReason;
import io.volok.broker.queue.LetterWriter;
import io.volok.broker.queue.QueueSettings.DeadLettering;
import io.volok.broker.shard.Shard;
import io.volok.codec.record.RecordView;

/**
 * Sends on what is given up of a topic that is worked off as a queue. Until its letter is kept a record is neither done
 * nor available. A letter that a target refuses, or that goes nowhere, is lost; with at-least-once it is sent again.
 */
final class WorkGraveyard implements WorkLetters {

    private static final long RETRY_MS = 5_000;

    private final String queueName;
    private final Shard shard;
    private final DeadLetters deadLetters;
    private final LetterWriter writer = new LetterWriter();
    private DeadLettering route = DeadLettering.NONE;

    WorkGraveyard(String queueName, Shard shard, DeadLetters deadLetters) {
        this.queueName = queueName;
        this.shard = shard;
        this.deadLetters = deadLetters;
    }

    /** Where letters go from now on. */
    void route(DeadLettering changed) {
        route = changed;
    }

    @Override
    public void bury(RecordView record, DeathReason reason, int deliveries, Runnable buried) {
        new Grave(record, new LetterWriter.Death(queueName, reason, shard.nowMs(), deliveries), buried).send();
    }

    /** A record whose letter is on its way. */
    private final class Grave implements Settlement {

        private final RecordView record;
        private final LetterWriter.Death death;
        private final Runnable buried;
        /** A delayed exchange answers for each of its queues. */
        private boolean closed;

        private Grave(RecordView record, LetterWriter.Death death, Runnable buried) {
            this.record = record;
            this.death = death;
            this.buried = buried;
        }

        private void send() {
            if (route.isSet()) {
                deadLetters.publish(writer.write(record, death, route), this, 0);
            } else {
                close();
            }
        }

        private void close() {
            if (!closed) {
                closed = true;
                buried.run();
            }
        }

        @Override
        public void accepted(long token) {
            close();
        }

        @Override
        public void rejected(long token) {
            if (route.atLeastOnce()) {
                shard.schedule(RETRY_MS, this::send);
            } else {
                close();
            }
        }
    }
}
