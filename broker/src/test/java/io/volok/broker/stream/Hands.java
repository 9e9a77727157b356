package io.volok.broker.stream;

import io.volok.broker.vhost.TopicWork;
import io.volok.broker.vhost.WorkItem;
import io.volok.broker.vhost.WorkSink;
import io.volok.broker.vhost.WorkVerdict;
import io.volok.codec.message.MessageView;
import io.volok.codec.record.RecordView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A consumer of a topic queue that keeps what it gets until a test says what becomes of it. */
class Hands implements WorkSink {

    private final TopicWork work;
    final Deque<WorkItem> held = new ArrayDeque<>();
    final List<String> bodies = new ArrayList<>();
    int credit;
    boolean ended;

    Hands(TopicWork work, int credit) {
        this.work = work;
        this.credit = credit;
    }

    /** Says what becomes of the oldest of what is held. */
    void settle(WorkVerdict verdict) {
        work.settle(held.poll(), verdict);
        credit++;
        work.resume(this);
    }

    @Override
    public boolean hasCredit() {
        return credit > 0;
    }

    @Override
    public boolean acknowledges() {
        return true;
    }

    @Override
    public void deliver(WorkItem item, RecordView record) {
        credit--;
        held.add(item);
        bodies.add(WorkRig.string(new MessageView().set(record).body()));
    }

    @Override
    public void ended() {
        ended = true;
    }
}
