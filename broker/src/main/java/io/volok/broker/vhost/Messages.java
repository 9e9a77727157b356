package io.volok.broker.vhost;

import io.volok.broker.message.Message;
import io.volok.codec.message.MessageView;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import java.util.Arrays;

/** Makes messages out of others, and out of records. */
final class Messages {

    private static final int PERSISTENT = 2;

    private Messages() {
    }

    /** A message with bytes of its own. */
    static Message copy(Message message) {
        byte[] own = Arrays.copyOfRange(message.array(), message.offset(), message.offset() + message.length());
        return withBody(message, own, 0, own.length);
    }

    /** The same message with an edited record body. */
    static Message withBody(Message message, RecordBody body) {
        return withBody(message, body.array(), body.offset(), body.length());
    }

    private static Message withBody(Message message, byte[] array, int offset, int length) {
        return new Message().body(array, offset, length).address(message.exchange(), message.routingKey())
                .traits(message.bodySize(), message.priority(), message.expirationMs(), message.persistent());
    }

    /** The message that a record holds; valid as long as the record's bytes are. */
    static Message of(RecordView record, MessageView view) {
        view.set(record);
        return new Message().body(record.array(), record.bodyStart(), record.bodyLength())
                .address(view.exchange(), view.routingKey())
                .traits(view.bodyLength(), view.priority(), view.expirationMs(), view.deliveryMode() == PERSISTENT);
    }
}
