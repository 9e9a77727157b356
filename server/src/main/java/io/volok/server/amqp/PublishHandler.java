package io.volok.server.amqp;

import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.vhost.Exchange;
import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.PublishArguments;
import io.volok.codec.amqp.ReplyCode;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.message.MessageEditor;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.Property;
import io.volok.codec.record.RecordBody;
import io.volok.codec.record.RecordView;
import java.nio.ByteBuffer;

/**
 * The publishing part of class basic (section 1.8.3.7): puts method, header and body frames together (section 2.3.5.2),
 * checks what RabbitMQ checks, in its order, and publishes. A plain publish allocates nothing.
 */
final class PublishHandler {

    private static final int PERSISTENT = 2;
    /** No configuration allows more. */
    private static final long LARGEST_BYTES = 512L << 20;
    /** Room that a channel keeps for its next message. */
    private static final int KEPT_BYTES = 1 << 20;
    /** What is left to it after a message that needed more. */
    private static final int SMALL_BYTES = 1 << 12;

    /** Which frame must come next for the content under way. */
    private enum Due { NOTHING, HEADER, BODY }

    private final AmqpChannel channel;
    private final Connection connection;
    private final Publishing publishing;
    private final Message message = new Message();
    private MessageEncoder encoder;
    private Due due = Due.NOTHING;
    private ShortString exchangeName = ShortString.EMPTY;
    private ShortString routingKey = ShortString.EMPTY;
    private boolean mandatory;
    private int bodySize;
    /** Bytes of an unfinished content that are counted in the budget. */
    private long held;
    /** Room kept for the next content, likewise. */
    private int kept;

    PublishHandler(AmqpChannel channel, Connection connection, Publishing publishing) {
        this.channel = channel;
        this.connection = connection;
        this.publishing = publishing;
    }

    // ---- frames ----

    /** No other method may come before a content is complete. */
    void checkNoContentDue() {
        switch (due) {
            case NOTHING -> { }
            case HEADER -> throw ProtocolError.unexpectedFrame("expected content header for class "
                    + BasicMethod.CLASS_ID + ", got non content header frame instead").blame(BasicMethod.CLASS_ID,
                            BasicMethod.PUBLISH_ID);
            case BODY -> throw ProtocolError.unexpectedFrame(
                    "expected content body, got non content body frame instead").blame(BasicMethod.CLASS_ID,
                            BasicMethod.PUBLISH_ID);
        }
    }

    void begin(PublishArguments arguments) {
        if (arguments.isImmediate()) {
            throw ProtocolError.notImplemented("immediate=true");
        }
        exchangeName = arguments.exchange();
        routingKey = arguments.routingKey();
        mandatory = arguments.isMandatory();
        due = Due.HEADER;
    }

    void contentHeader(int classId, long size, ByteBuffer properties) {
        if (due != Due.HEADER) {
            checkNoContentDue();
            throw ProtocolError.unexpectedFrame("expected method frame, got non method frame instead").blame(0, 0);
        }
        if (classId != BasicMethod.CLASS_ID) {
            throw ProtocolError.unexpectedFrame("expected content header for class " + BasicMethod.CLASS_ID
                    + ", got one for class " + classId + " instead");
        }
        long limit = connection.settings.maxMessageSize();
        if (size < 0 || size > LARGEST_BYTES) {
            throw new ProtocolError(ReplyCode.FRAME_ERROR, "content body size " + Long.toUnsignedString(size)
                    + " exceeds maximum allowed size " + LARGEST_BYTES);
        }
        if (size > limit) {
            throw ProtocolError.preconditionFailed("message size " + Long.toUnsignedString(size)
                    + " is larger than configured max size " + limit);
        }
        if (encoder == null) {
            encoder = new MessageEncoder();
        }
        encoder.begin(exchangeName, routingKey, properties, size);
        bodySize = (int) size;
        due = Due.BODY;
        if (bodySize == 0) {
            complete();
        }
    }

    void contentBody(ByteBuffer piece) {
        if (due != Due.BODY) {
            checkNoContentDue();
            throw ProtocolError.unexpectedFrame("expected method frame, got non method frame instead").blame(0, 0);
        }
        if (piece.remaining() > encoder.bodyLeft()) {
            throw new ProtocolError(ReplyCode.FRAME_ERROR, "content body frame exceeds remaining content size");
        }
        int length = piece.remaining();
        encoder.body(piece);
        if (encoder.bodyLeft() == 0) {
            complete();
        } else {
            held += length;
            connection.throttle.contents().hold(length);
        }
    }

    /** Drops a content that was not complete, and everything that was kept for the next. */
    void abandon() {
        due = Due.NOTHING;
        encoder = null;
        release();
        connection.throttle.contents().giveBack(kept);
        kept = 0;
    }

    private void release() {
        if (held > 0) {
            long bytes = held;
            held = 0;
            connection.throttle.contents().release(bytes);
        }
    }

    /** Keeps the room that the last content needed, if there is enough for all channels. */
    private void tidyRoom() {
        int room = encoder.room();
        if (room == kept || room <= SMALL_BYTES) {
            return;
        }
        connection.throttle.contents().giveBack(kept);
        kept = 0;
        if (room <= KEPT_BYTES && connection.throttle.contents().keep(room)) {
            kept = room;
        } else {
            encoder.trim(SMALL_BYTES);
        }
    }

    // ---- the whole message ----

    private void complete() {
        due = Due.NOTHING;
        release();
        publishing.count();
        Exchange exchange = ProtocolError.check(
                connection.vhost.openExchange(exchangeName.text(), connection.caller.grants()));
        RecordBody body = encoder.finish();
        if (encoder.has(Property.REPLY_TO) && encoder.text(Property.REPLY_TO).equals(ReplySubscription.PSEUDO_QUEUE)) {
            body = withReplyAddress(body);
        }
        message.body(body.array(), body.offset(), body.length())
                .address(exchangeName.text(), routingKey.text())
                .traits(bodySize, priority(), expirationMs(), isPersistent());
        ProtocolError.check(connection.vhost.checkMessage(exchange, message, connection.caller.grants()));
        checkUserId();
        if (publishing.isTransactional()) {
            publishing.transaction().add(exchange, message, mandatory);
        } else {
            long token = publishing.open();
            publishing.routed(token, publish(exchange, message, mandatory, publishing.settlement(), token));
        }
        tidyRoom();
    }

    /** Publishes a message of a transaction that is being committed. */
    int publish(Transaction.Publish publish, Settlement settlement) {
        return publish(publish.exchange(), publish.message(), publish.mandatory(), settlement, 0);
    }

    private int publish(Exchange exchange, Message what, boolean mustRoute, Settlement settlement, long token) {
        if (connection.vhost.tracing()) {
            connection.vhost.tracePublish(connection.traceOrigin(channel.number()), exchange, what);
        }
        int destinations = connection.vhost.publish(exchange, what, settlement, token);
        if (destinations == 0) {
            publishing.unroutable(mustRoute, connection.vhost.totals());
        }
        if (destinations == 0 && mustRoute) {
            RecordView record = new RecordView().wrapBody(what.array(), what.offset(), what.length());
            connection.out.returned(channel.number(), connection.decoder.read(record));
        }
        return destinations;
    }

    // ---- checks ----

    private void checkUserId() {
        if (encoder.has(Property.USER_ID)) {
            String claimed = encoder.text(Property.USER_ID);
            if (!claimed.equals(connection.user) && !connection.host.mayImpersonate(connection.user)) {
                throw ProtocolError.preconditionFailed("user_id property set to '" + claimed
                        + "' but authenticated user was '" + connection.user + "'");
            }
        }
    }

    private long expirationMs() {
        return encoder.has(Property.EXPIRATION) ? Expiration.parse(encoder.text(Property.EXPIRATION),
                ProtocolError::preconditionFailed) : -1;
    }

    private int priority() {
        return encoder.has(Property.PRIORITY) ? (int) encoder.number(Property.PRIORITY) : -1;
    }

    private boolean isPersistent() {
        return encoder.has(Property.DELIVERY_MODE) && encoder.number(Property.DELIVERY_MODE) == PERSISTENT;
    }

    private RecordBody withReplyAddress(RecordBody body) {
        ReplySubscription replies = channel.consuming().replies();
        if (replies == null) {
            throw ProtocolError.preconditionFailed("fast reply consumer does not exist");
        }
        return new MessageEditor().open(body).setProperty(Property.REPLY_TO, replies.address()).toBody();
    }
}
