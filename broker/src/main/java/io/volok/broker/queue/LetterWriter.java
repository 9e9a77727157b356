package io.volok.broker.queue;

import io.volok.broker.message.Message;
import io.volok.broker.queue.QueueSettings.DeadLettering;
import io.volok.codec.message.MessageEditor;
import io.volok.codec.message.MessageView;
import io.volok.codec.message.Property;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;

/** Makes a dead letter of a message: history added, expiration taken away, new address, and the broker's mark on it. */
public final class LetterWriter {

    private final MessageEditor editor = new MessageEditor();
    private final MessageView view = new MessageView();

    /**
     * What is said about a death.
     *
     * @param queue    where the message died
     * @param failures how many of its deliveries had failed
     */
    public record Death(String queue, DeathReason reason, long timeMs, int failures) {
    }

    /**
     * Writes a letter.
     *
     * @param record the message, whose bytes stay as they are
     * @param route  where letters of this queue go; must be set
     * @return a letter with bytes of its own
     */
    public DeadLetters.DeadLetter write(RecordView record, Death death, DeadLettering route) {
        view.set(record);
        String expiration = view.property(Property.EXPIRATION).orElse(null);
        int mode = view.deliveryMode();
        boolean persistent = mode == 2 || mode == MessageView.NONE && !view.isFromAmqp();
        int priority = view.priority();
        int bodySize = view.bodyLength();
        editor.open(record);
        if (!view.isFromAmqp()) {
            editor.routingKey(death.queue); // As its consumers saw it.
        }
        boolean cameReaddressed = DeathMark.saysReaddressed(record);
        boolean goesReaddressed = cameReaddressed || route.routingKey() != null;
        DeathHistory.record(editor,
                new DeathHistory.Death(death.queue, death.reason, death.timeMs, expiration, cameReaddressed),
                DeathMark.isOn(record), route.exchange(), route.routingKey());
        String routingKey = editor.routingKey();
        // The mark makes it a copy, as it must be: a target may refuse this letter and send its own through this queue.
        RecordBody body = DeathMark.put(editor.toBody(), death.failures, goesReaddressed);
        Message letter = new Message()
                .body(body.array(), body.offset(), body.length())
                .address(route.exchange(), routingKey)
                .traits(bodySize, priority, -1, persistent);
        if (goesReaddressed) {
            letter.withoutCopies();
        }
        return new DeadLetters.DeadLetter(death.queue, death.reason, route.exchange(), letter);
    }
}
