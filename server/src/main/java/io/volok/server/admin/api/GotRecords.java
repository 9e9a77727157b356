package io.volok.server.admin.api;

import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.WorkItem;
import io.volok.broker.vhost.WorkSink;
import io.volok.broker.vhost.WorkVerdict;
import io.volok.codec.record.RecordView;
import io.volok.server.admin.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes records, one after the other, that are got from a topic which is worked off. On the queue's shard. */
final class GotRecords implements WorkSink {

    private final TopicQueue queue;
    private final long count;
    private final WorkVerdict verdict;
    private final GotMessages got;
    private final CompletableFuture<Response> answer;
    private final List<WorkItem> items = new ArrayList<>();
    private boolean asking;

    /**
     * @param count   how many are wanted
     * @param verdict what becomes of them
     */
    GotRecords(TopicQueue queue, long count, WorkVerdict verdict, GotMessages got, CompletableFuture<Response> answer) {
        this.queue = queue;
        this.count = count;
        this.verdict = verdict;
        this.got = got;
        this.answer = answer;
    }

    /** Gets as many as are wanted or there; records come in the call or later. */
    void run() {
        int before = -1;
        while (items.size() < count && items.size() > before) {
            before = items.size();
            asking = true;
            queue.work().get(this, this::end);
            asking = false;
        }
        if (items.size() >= count) {
            end();
        }
    }

    private void end() {
        if (!answer.isDone()) {
            items.forEach(item -> queue.work().settle(item, verdict));
            answer.complete(Response.json(got.rows()));
        }
    }

    @Override
    public boolean hasCredit() {
        return true;
    }

    @Override
    public boolean acknowledges() {
        return true;
    }

    @Override
    public void deliver(WorkItem item, RecordView record) {
        items.add(item);
        got.show(record, item.redelivered(), queue.readyCount(), queue.name());
        if (!asking) {
            run();
        }
    }

    @Override
    public void ended() {
        throw new IllegalStateException("a get has no consumer that could end");
    }
}
