package io.volok.server.amqp;

import io.volok.broker.queue.Delivery;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.StreamReader;
import io.volok.broker.vhost.StreamSink;
import io.volok.broker.vhost.VhostQueue;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;

/**
 * A reader of a stream, or of what another queue keeps. An acknowledgement of any kind only opens its window again:
 * nothing is taken by reading.
 */
final class StreamSubscription implements Subscription, StreamSink, Recipient {

    private final Consuming channel;
    private final ShortString wireTag;
    private final VhostQueue queue;
    private final ShortString wireName;
    private final FieldTable arguments;
    private final StreamFilter filter;
    private final Prefetch window;
    private StreamReader reader;

    StreamSubscription(Consuming channel, String tag, VhostQueue queue, int prefetch, FieldTable arguments) {
        this.channel = channel;
        this.wireTag = ShortString.of(tag);
        this.queue = queue;
        this.wireName = ShortString.of(queue.name());
        this.arguments = arguments;
        this.filter = StreamFilter.of(arguments);
        this.window = new Prefetch(prefetch);
    }

    /** Begins to read. */
    void start(StreamReader opened) {
        reader = opened;
        if (queue instanceof StreamQueue stream) {
            stream.readerJoined();
        }
    }

    @Override
    public String tag() {
        return wireTag.text();
    }

    @Override
    public boolean hasCredit() {
        return window.isOpen() && channel.sessionTakesDeliveries();
    }

    @Override
    public void deliver(RecordView record) {
        if (filter.takes(record)) {
            window.take();
            channel.deliverFromStream(wireTag, channel.holdStream(this), wireName, record);
        }
    }

    @Override
    public void ended() {
        if (reader != null) {
            reader = null;
            left();
            channel.cancelledByBroker(this);
        }
    }

    private void left() {
        if (queue instanceof StreamQueue stream) {
            stream.readerLeft();
        }
    }

    @Override
    public void settle(Delivery none, Verdict verdict) {
        if (window.give() && reader != null) {
            reader.resume();
        }
    }

    @Override
    public void cancel() {
        if (reader != null) {
            reader.close();
            reader = null;
            left();
        }
    }

    @Override
    public void resume() {
        if (reader != null) {
            reader.resume();
        }
    }

    @Override
    public ConsumerInfo info() {
        return new ConsumerInfo(tag(), queue.name(), false, true, window.limit(), true, false, arguments);
    }
}
