package io.volok.server.admin.api;

import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.DeliverySink;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.MessageView;
import io.volok.codec.record.RecordView;
import io.volok.server.admin.HttpRefusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Takes messages that are got from a queue and keeps them as JSON. */
final class GotMessages implements DeliverySink {

    /** How a client wants bodies. */
    enum Encoding {
        /** As text where it is UTF-8, else in base64. */
        AUTO,
        /** Always in base64. */
        BASE64;

        static Encoding of(String word) {
            return switch (word) {
                case "auto" -> AUTO;
                case "base64" -> BASE64;
                default -> throw HttpRefusal.badRequest("Unsupported encoding. Please use auto or base64.");
            };
        }
    }

    private final Encoding encoding;
    private final long truncate;
    private final MessageView view = new MessageView();
    private final List<Row> rows = new ArrayList<>();

    /** {@code truncate} is the most that is shown of a body, in bytes. */
    GotMessages(Encoding encoding, long truncate) {
        this.encoding = encoding;
        this.truncate = truncate;
    }

    List<Row> rows() {
        return rows;
    }

    @Override
    public void deliver(Consumer none, Delivery delivery, RecordView record) {
        view.set(record);
        show(DeliveryCounts.added(view.properties(), delivery), delivery.redelivered(), delivery.queue().readyCount(), null);
    }

    /** @param queue under whose name a record shows that no exchange has routed */
    void show(RecordView record, boolean redelivered, long messageCount, String queue) {
        view.set(record);
        show(view.properties(), redelivered, messageCount, queue);
    }

    private void show(MessageProperties properties, boolean redelivered, long messageCount, String queue) {
        byte[] body = new byte[view.bodyLength()];
        view.body().get(body);
        Row row = new Row().with("payload_bytes", body.length).with("redelivered", redelivered)
                .with("exchange", view.exchange())
                .with("routing_key", view.isFromAmqp() ? view.routingKey() : queue)
                .with("message_count", messageCount)
                .with("properties", PropertiesJson.toJson(properties));
        show(row, body.length > truncate ? Arrays.copyOf(body, (int) truncate) : body);
        rows.add(row);
    }

    private void show(Row row, byte[] body) {
        String text = encoding == Encoding.AUTO ? text(body) : null;
        row.with("payload", text == null ? Base64.getEncoder().encodeToString(body) : text)
                .with("payload_encoding", text == null ? "base64" : "string");
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    @Override
    public boolean hasCredit(Consumer none) {
        return true;
    }

    @Override
    public void cancelled(Consumer none, CancelReason why) {
        throw new IllegalStateException("a get has no consumer that could be cancelled");
    }
}
