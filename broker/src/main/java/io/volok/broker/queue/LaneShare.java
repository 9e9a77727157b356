package io.volok.broker.queue;

import io.volok.broker.commit.Noting;
import io.volok.broker.commit.Place;
import io.volok.broker.commit.Share;
import io.volok.broker.commit.Span;
import io.volok.log.Log;

/** What a commit puts into a lane of a durable queue, together with what was gathered there before. */
final class LaneShare implements Share {

    private final Lane lane;
    private final LaneWriter writer;
    private final Log log;

    LaneShare(Lane lane, LaneWriter writer, Log log) {
        this.lane = lane;
        this.writer = writer;
        this.log = log;
    }

    @Override
    public Span extent() {
        return new Span(new Place(Place.Kind.LANE, lane.queue().spec().id() + "-" + lane.level()), writer.end(),
                writer.end() + writer.pendingCount());
    }

    @Override
    public boolean isOneBatch() {
        return writer.isOneBatch();
    }

    @Override
    public void write() {
        writer.write();
    }

    @Override
    public boolean isDurable() {
        return log.durableEndOffset() == log.endOffset();
    }

    @Override
    public void keep(Noting noting) {
        lane.written(noting);
        lane.queue().changed();
    }

    @Override
    public void takeBack(long baseOffset) {
        log.truncateTo(baseOffset);
    }

    @Override
    public void refuse() {
        lane.refuse();
    }
}
