package io.volok.bench.vhost;

import io.volok.broker.Outcome;
import io.volok.broker.commit.Gathering;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.vhost.PublisherSequences;
import io.volok.broker.vhost.StreamBounds;
import io.volok.broker.vhost.StreamReader;
import io.volok.broker.vhost.StreamSettings;
import io.volok.broker.vhost.StreamSink;
import io.volok.broker.vhost.StreamStart;
import io.volok.broker.vhost.TopicTarget;
import io.volok.broker.vhost.TopicTargets;
import io.volok.broker.vhost.TopicWork;
import io.volok.broker.vhost.WorkLetters;
import io.volok.broker.vhost.WorkSettings;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Streams that swallow everything, so that only the way to them is measured. */
final class SinkTopics implements TopicTargets, TopicTarget {

    long appended;

    @Override
    public TopicTarget find(String streamName) {
        return this;
    }

    @Override
    public Outcome<TopicTarget> create(String streamName, StreamSettings settings) {
        return Outcome.done(this);
    }

    @Override
    public void configure(String streamName, StreamSettings settings) {
        appended = 0;
    }

    @Override
    public TopicWork work(String streamName, WorkSettings settings, WorkLetters letters) {
        throw new UnsupportedOperationException("nobody works here");
    }

    @Override
    public void undo(String partition, long baseOffset, long endOffset) {
        throw new UnsupportedOperationException("nobody commits here");
    }

    @Override
    public void delete(String streamName) {
        appended = 0;
    }

    @Override
    public void append(Message message, Settlement settlement, long token) {
        appended++;
    }

    @Override
    public void append(Message message, Settlement settlement, long token, Gathering commit) {
        throw new UnsupportedOperationException("nobody commits here");
    }

    @Override
    public StreamReader open(StreamStart start, StreamSink sink) {
        throw new UnsupportedOperationException("nobody reads here");
    }

    @Override
    public void bounds(Consumer<StreamBounds> answer) {
        answer.accept(new StreamBounds(0, 0, 0));
    }

    @Override
    public void offsetAt(long timestampMs, LongConsumer answer) {
        answer.accept(0);
    }

    @Override
    public void sequences(long fromOffset, Consumer<PublisherSequences> answer) {
        answer.accept(new PublisherSequences(Map.of(), 0));
    }

    @Override
    public long messageCount() {
        return appended;
    }

    @Override
    public long sizeBytes() {
        return 0;
    }

    @Override
    public boolean isDeleted() {
        return false;
    }
}
