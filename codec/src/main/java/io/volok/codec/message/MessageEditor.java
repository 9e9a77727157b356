package io.volok.codec.message;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.nio.ByteBuffer;

/**
 * Rewrites a stored message: other exchange, routing key, headers or properties, same body. What dead-lettering and the
 * removal of BCC headers need. Reusable: {@code open, ..., toBody}.
 */
public final class MessageEditor {

    private final MessageView view = new MessageView();
    private final MessageEncoder encoder = new MessageEncoder();
    private final ByteWriter list = new ByteWriter(256);

    private MessageProperties.Builder properties = MessageProperties.builder();
    private FieldTable headers = FieldTable.EMPTY;
    private boolean hasTable;
    private String exchange = "";
    private String routingKey = "";
    private ByteBuffer body = ByteBuffer.allocate(0);

    /** Takes a message to edit. Its record's array must stay as it is until {@link #toBody}. */
    public MessageEditor open(RecordView record) {
        view.set(record);
        MessageProperties before = view.properties();
        properties = before.toBuilder();
        headers = before.headers();
        hasTable = before.hasHeaders();
        exchange = view.exchange();
        routingKey = view.routingKey();
        body = view.body();
        return this;
    }

    /** Takes a message that is in no log yet. */
    public MessageEditor open(RecordBody message) {
        return open(new RecordView().wrapBody(message, -1));
    }

    /** The headers as edited so far. */
    public FieldTable headers() {
        return headers;
    }

    /** The exchange as edited so far. */
    public String exchange() {
        return exchange;
    }

    /** The routing key as edited so far. */
    public String routingKey() {
        return routingKey;
    }

    /** Sets the exchange. */
    public MessageEditor exchange(String newExchange) {
        exchange = newExchange;
        return this;
    }

    /** Sets the routing key. */
    public MessageEditor routingKey(String newRoutingKey) {
        routingKey = newRoutingKey;
        return this;
    }

    /** Sets all headers. */
    public MessageEditor headers(FieldTable newHeaders) {
        headers = newHeaders;
        hasTable = true;
        return this;
    }

    /** Sets one header: in place of the first of that name, or at the end. */
    public MessageEditor setHeader(String name, FieldValue value) {
        return headers(headers.toBuilder().set(name, value).build());
    }

    /** Takes all headers of that name away. */
    public MessageEditor removeHeader(String name) {
        headers = headers.toBuilder().remove(name).build();
        return this;
    }

    /** Sets a property. */
    public MessageEditor setProperty(Property property, String text) {
        properties.set(property, text);
        return this;
    }

    /** Takes a property away. */
    public MessageEditor removeProperty(Property property) {
        properties.remove(property);
        return this;
    }

    /** The edited message; valid until the next call on this editor. */
    public RecordBody toBody() {
        if (hasTable) {
            properties.headers(headers);
        }
        list.reset();
        properties.build().writeTo(list);
        return encoder.encode(ShortString.of(exchange), ShortString.of(routingKey), list.toBuffer(), body);
    }
}
