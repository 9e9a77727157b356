package io.volok.broker.vhost;

import io.volok.broker.queue.Queue;
import io.volok.broker.queue.QueueHistory;
import io.volok.codec.record.RecordView;

/** A queue's history, read as a stream is. */
final class QueueHistoryReader implements StreamReader, QueueHistory.Sink {

    private final StreamSink sink;
    private final QueueHistory history;

    QueueHistoryReader(Queue queue, StreamStart start, StreamSink sink) {
        this.sink = sink;
        this.history = switch (start) {
            case StreamStart.First() -> queue.historyFrom(0, this);
            case StreamStart.AtOffset(long offset) -> queue.historyFrom(offset, this);
            case StreamStart.AtTime(long timestampMs) -> queue.historyFromTime(timestampMs, this);
            case StreamStart.Last() -> queue.historyFromEnd(1, this);
            case StreamStart.Next() -> queue.historyFromEnd(0, this);
        };
    }

    @Override
    public boolean hasCredit() {
        return sink.hasCredit();
    }

    @Override
    public void deliver(RecordView record) {
        sink.deliver(record);
    }

    @Override
    public void ended() {
        sink.ended();
    }

    @Override
    public void resume() {
        history.resume();
    }

    @Override
    public void close() {
        history.close();
    }
}
