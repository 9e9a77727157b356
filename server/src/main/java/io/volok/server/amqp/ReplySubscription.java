package io.volok.server.amqp;

import io.volok.broker.message.Message;
import io.volok.broker.vhost.ReplySink;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;

/**
 * The consumer of direct replies: it has no queue, and what it cannot take at once is lost, as RabbitMQ's guide to
 * direct reply-to says.
 */
final class ReplySubscription implements Subscription, ReplySink {

    /** The queue name that clients consume from and put into {@code reply-to}. */
    static final String PSEUDO_QUEUE = "amq.rabbitmq.reply-to";

    private final Consuming channel;
    private final ShortString wireTag;
    private final String address;
    private final Runnable onCancel;
    private final RecordView record = new RecordView();

    /**
     * @param address the routing key that leads here
     * @param onCancel takes the address back
     */
    ReplySubscription(Consuming channel, String tag, String address, Runnable onCancel) {
        this.channel = channel;
        this.wireTag = ShortString.of(tag);
        this.address = address;
        this.onCancel = onCancel;
    }

    /** What a request's {@code reply-to} becomes. */
    String address() {
        return address;
    }

    @Override
    public String tag() {
        return wireTag.text();
    }

    @Override
    public void reply(Message message) {
        if (channel.sessionTakesReplies()) {
            record.wrapBody(message.array(), message.offset(), message.length());
            channel.deliver(wireTag, channel.skipTag(), null, record);
        }
    }

    @Override
    public void cancel() {
        onCancel.run();
    }

    @Override
    public void resume() {
        // Replies are never held back.
    }

    @Override
    public ConsumerInfo info() {
        return new ConsumerInfo(tag(), PSEUDO_QUEUE, false, false, 0, true, false, FieldTable.EMPTY);
    }
}
