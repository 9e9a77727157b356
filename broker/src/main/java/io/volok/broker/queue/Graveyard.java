package io.volok.broker.queue;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.queue.QueueSettings.DeadLettering;
import io.volok.broker.shard.Shard;
import io.volok.codec.record.RecordView;

import java.util.HashMap;
import java.util.Map;

/**
 * What happens to a message that dies in a queue: it is dropped, or sent on as a dead letter.
 *
 * <p>At most once: the letter is published and the message is gone. At least once (quorum queues that reject publishes
 * when full): the message is held until every target has the letter, and the letter is sent again when one refuses.
 * After a restart the letters of held messages are sent again, since they may or may not have arrived.
 */
final class Graveyard implements Settlement {

    private static final long RETRY_MS = 5_000;

    private final Queue queue;
    private final DeadLetters deadLetters;
    private final Shard shard;
    private final Map<Long, Waiting> waiting = new HashMap<>();
    /** Made when it is needed first: most queues have no dead letters. */
    private LetterWriter writer;
    private long lastToken;

    Graveyard(Queue queue, QueueContext context) {
        this.queue = queue;
        this.deadLetters = context.deadLetters();
        this.shard = context.shard();
    }

    /** A message that is held until its letter has arrived. */
    private record Waiting(Delivery delivery, LetterWriter.Death death) {
    }

    /** Ends a message that was taken out of its lane without a consumer's doing. */
    void bury(Delivery dead, DeathReason reason) {
        bury(dead, reason, false);
    }

    /**
     * Ends a message that was taken out of its lane.
     *
     * @param failed whether its last delivery failed: yes for {@code basic.reject}, no for {@code basic.nack}
     */
    void bury(Delivery dead, DeathReason reason, boolean failed) {
        DeadLettering route = queue.settings().deadLettering();
        if (!route.isSet()) {
            dead.lane.settle(dead);
            queue.totals().dropped++;
            return;
        }
        queue.totals().deadLettered++;
        LetterWriter.Death death = death(reason, shard.nowMs(), dead.deliveryCount() + (failed ? 1 : 0));
        if (isAtLeastOnce()) {
            long token = ++lastToken;
            waiting.put(token, new Waiting(dead, death));
            dead.lane.hold(dead, Holding.letter(reason, death.timeMs(), death.failures()));
            send(dead.lane.reread(dead.offset), death, token);
        } else {
            send(dead.lane.reread(dead.offset), death, 0);
            dead.lane.settle(dead);
        }
    }

    /** A message is held since before a restart: its letter is sent again, once everything else has been recovered. */
    void resume(Delivery dead, Holding why) {
        long token = ++lastToken;
        waiting.put(token, new Waiting(dead, death(why.reason(), why.timeMs(), why.failures())));
        shard.execute(() -> sendAgain(token));
    }

    /** Sends nothing any more. */
    void stop() {
        waiting.clear();
    }

    /** Ends a message that the queue did not take in. */
    void turnAway(Message message, DeathReason reason) {
        if (queue.settings().deadLettering().isSet()) {
            queue.totals().deadLettered++;
            RecordView record = new RecordView().wrapBody(message.array(), message.offset(), message.length());
            send(record, death(reason, shard.nowMs(), DeathMark.failures(record)), 0);
        } else {
            queue.totals().dropped++;
        }
    }

    private LetterWriter.Death death(DeathReason reason, long timeMs, int failures) {
        return new LetterWriter.Death(queue.name(), reason, timeMs, failures);
    }

    private boolean isAtLeastOnce() {
        QueueSettings settings = queue.settings();
        return settings.deadLettering().atLeastOnce()
                && queue.spec().type() == QueueType.QUORUM
                && settings.limits().overflow() == Overflow.REJECT_PUBLISH;
    }

    /** Sends a letter; token 0 when nobody waits for it. */
    private void send(RecordView record, LetterWriter.Death death, long token) {
        if (writer == null) {
            writer = new LetterWriter();
        }
        deadLetters.publish(writer.write(record, death, queue.settings().deadLettering()),
                token == 0 ? null : this, token);
    }

    @Override
    public void accepted(long token) {
        Waiting arrived = waiting.remove(token);
        if (arrived != null && arrived.delivery.isHeld()) {
            arrived.delivery.lane.settleHeld(arrived.delivery);
            queue.changed();
        }
    }

    @Override
    public void rejected(long token) {
        if (waiting.containsKey(token)) {
            shard.schedule(RETRY_MS, () -> sendAgain(token));
        }
    }

    private void sendAgain(long token) {
        Waiting again = waiting.get(token);
        if (again == null || !again.delivery.isHeld()) {
            waiting.remove(token);
        } else if (queue.settings().deadLettering().isSet()) {
            send(again.delivery.lane.reread(again.delivery.offset), again.death, token);
        } else {
            accepted(token);
        }
    }
}
