package io.volok.broker.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.routing.Routable;
import io.volok.codec.message.MessageView;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;

/** What exchange types look at in a message, decoded when asked for. Reusable. */
final class MessageFacts implements Routable {

    private final MessageView view = new MessageView();

    MessageFacts of(Message message) {
        view.set(message.array(), message.offset(), message.length());
        return this;
    }

    @Override
    public FieldTable headers() {
        return view.headers();
    }

    @Override
    public String property(String name) {
        Property property = switch (name) {
            case "message_id" -> Property.MESSAGE_ID;
            case "correlation_id" -> Property.CORRELATION_ID;
            case "timestamp" -> Property.TIMESTAMP;
            default -> throw new IllegalArgumentException("no type hashes the property " + name);
        };
        return view.property(property).orElse(null);
    }
}
