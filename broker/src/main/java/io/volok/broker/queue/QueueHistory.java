package io.volok.broker.queue;

import io.volok.broker.shard.Shard;
import io.volok.codec.record.RecordView;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what the log of a queue keeps, acknowledged or not, and takes nothing from it: how a queue that keeps what was
 * acknowledged ({@link QueueSettings.Retention}) is read again. Messages come in the order in which they were
 * published; of a queue with priorities, in that order within each level.
 */
public final class QueueHistory {

    /** Where the messages go. */
    public interface Sink {

        /** Whether one more message would be taken now; after a no, {@link #resume} says when again. */
        boolean hasCredit();

        /** One message, valid during the call. */
        void deliver(RecordView record);

        /** The queue is gone. */
        void ended();
    }

    /** Where the reading begins in a lane. */
    interface Start {
        long in(Lane lane);
    }

    /** What is read before other work of the shard has its turn. */
    private static final int MESSAGES_PER_TURN = 256;

    private final Lanes lanes;
    private final Shard shard;
    private final Sink sink;
    private final Map<Lane, Place> places = new HashMap<>();
    private boolean turnPlanned;
    private boolean closed;

    private static final class Place {
        private final LaneReader reader;
        private long next;

        Place(LaneReader reader, long next) {
            this.reader = reader;
            this.next = next;
        }
    }

    QueueHistory(Lanes lanes, Shard shard, Sink sink, Start start) {
        this.lanes = lanes;
        this.shard = shard;
        this.sink = sink;
        lanes.flush();
        lanes.all().forEach(lane -> places.put(lane, new Place(lane.newReader(), start.in(lane))));
        planTurn();
    }

    /** The sink takes more again. */
    public void resume() {
        planTurn();
    }

    /** The queue may have grown, or the sink takes more: read on when this batch of work is done. */
    void planTurn() {
        if (!turnPlanned && !closed) {
            turnPlanned = true;
            shard.afterBatch(Shard.Phase.DISPATCH, this::turn);
        }
    }

    private void turn() {
        turnPlanned = false;
        int left = MESSAGES_PER_TURN;
        for (int i = 0; i < lanes.all().size() && left > 0; i++) {
            Lane lane = lanes.all().get(i);
            left -= read(lane, places.computeIfAbsent(lane, found -> new Place(found.newReader(), 0)), left);
        }
        if (left <= 0 && !closed && sink.hasCredit()) {
            // A new batch of work, and not a further round of this one: sockets shall be served in between.
            shard.giveWay(this::planTurn);
        }
    }

    private int read(Lane lane, Place place, int most) {
        place.next = Math.max(place.next, lane.startOffset());
        int count = 0;
        while (count < most && !closed && place.next < lane.writtenEnd() && sink.hasCredit()) {
            sink.deliver(place.reader.read(place.next++));
            count++;
        }
        if (place.next >= lane.writtenEnd()) {
            place.reader.release();
        }
        return count;
    }

    /** The queue is gone. */
    void end() {
        if (!closed) {
            closed = true;
            sink.ended();
        }
    }

    /** Ends the reading. */
    public void close() {
        closed = true;
        places.clear();
    }

    boolean isClosed() {
        return closed;
    }
}
