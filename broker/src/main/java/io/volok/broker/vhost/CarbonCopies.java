package io.volok.broker.vhost;

import io.volok.broker.ArgumentText;
import io.volok.broker.Refusal;
import io.volok.broker.message.Message;
import io.volok.codec.message.MessageEditor;
import io.volok.codec.message.MessageView;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The headers {@code CC} and {@code BCC}: more routing keys for a message. BCC is taken out before the message is
 * stored. Only for messages that have one of them ({@link Message#hasCopies}). Reusable, single-threaded.
 */
final class CarbonCopies {

    private static final String CC = "CC";
    private static final String BCC = "BCC";

    private final MessageView view = new MessageView();
    private final MessageEditor editor = new MessageEditor();

    /** Null when the headers, where there, are lists. */
    Refusal refuse(Message message) {
        view.set(message.array(), message.offset(), message.length());
        Refusal refusal = refuse(CC);
        return refusal != null ? refusal : refuse(BCC);
    }

    private Refusal refuse(String header) {
        Optional<FieldValue> value = view.header(header);
        if (value.isEmpty() || value.get() instanceof FieldValue.Array) {
            return null;
        }
        return new Refusal.PreconditionFailed("invalid message: {unacceptable_type_in_header,\"" + header + "\","
                + ArgumentText.type(value.get()) + "}");
    }

    /** All routing keys of a message that has the headers, its own first. */
    List<String> keys(Message message) {
        view.set(message.array(), message.offset(), message.length());
        List<String> keys = new ArrayList<>();
        keys.add(message.routingKey());
        addKeys(CC, keys);
        addKeys(BCC, keys);
        return keys;
    }

    private void addKeys(String header, List<String> keys) {
        if (view.header(header).orElse(null) instanceof FieldValue.Array array) {
            for (FieldValue value : array.values()) {
                if (value instanceof FieldValue.LongString text && !keys.contains(text.text())) {
                    keys.add(text.text());
                }
            }
        }
    }

    /** The message as its receivers may see it. Valid until the next call. */
    Message withoutBlindCopies(Message message) {
        view.set(message.array(), message.offset(), message.length());
        if (view.header(BCC).isEmpty()) {
            return message;
        }
        return Messages.withBody(message, editor.open(view.record()).removeHeader(BCC).toBody());
    }
}
