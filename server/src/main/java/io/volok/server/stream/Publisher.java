package io.volok.server.stream;

import io.volok.broker.message.Settlement;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.StreamTracking;
import java.util.Arrays;

/**
 * A declared publisher of a session: what became of its messages, until the client is told at the end of the batch.
 */
final class Publisher implements Settlement {

    private final StreamSession session;
    private final StreamTracking tracking;
    private final int id;
    private final StreamQueue queue;
    /** Null for a publisher without a name, whose messages are not deduplicated. */
    private final String name;
    private long[] confirmed = new long[64];
    private int confirmedCount;
    private long[] refused = new long[4];
    private int refusedCount;
    private long published;
    private long confirmations;
    private long refusals;

    Publisher(StreamSession session, int id, StreamQueue queue, String name) {
        this.session = session;
        this.tracking = session.vhost().streams();
        this.id = id;
        this.queue = queue;
        this.name = name;
    }

    StreamQueue queue() {
        return queue;
    }

    String stream() {
        return queue.name();
    }

    String name() {
        return name;
    }

    /** Whether a message with this id is new; an old one is confirmed at once. */
    boolean take(long publishingId) {
        published++;
        if (name == null || tracking.take(stream(), name, publishingId)) {
            return true;
        }
        confirm(publishingId);
        return false;
    }

    @Override
    public void accepted(long publishingId) {
        if (name != null) {
            tracking.kept(stream());
        }
        confirm(publishingId);
    }

    @Override
    public void rejected(long publishingId) {
        refusals++;
        if (name != null) {
            tracking.lost(stream(), name, publishingId);
        }
        refused = put(refused, refusedCount++, publishingId);
        session.touch(this);
    }

    private void confirm(long publishingId) {
        confirmations++;
        confirmed = put(confirmed, confirmedCount++, publishingId);
        session.touch(this);
    }

    private static long[] put(long[] ids, int index, long id) {
        long[] room = index < ids.length ? ids : Arrays.copyOf(ids, 2 * ids.length);
        room[index] = id;
        return room;
    }

    StreamConnectionInfo.PublisherInfo info() {
        return new StreamConnectionInfo.PublisherInfo(id, stream(), name == null ? "" : name, published, confirmations,
                refusals);
    }

    /** Writes what there is to tell. */
    void tell(Outbox out) {
        if (confirmedCount > 0) {
            out.begin(Command.PUBLISH_CONFIRM, 1, false).u8(id).u32(confirmedCount);
            for (int i = 0; i < confirmedCount; i++) {
                out.u64(confirmed[i]);
            }
            out.end();
            confirmedCount = 0;
        }
        if (refusedCount > 0) {
            boolean gone = queue.topic() == null;
            ResponseCode code = gone ? ResponseCode.STREAM_DOES_NOT_EXIST : ResponseCode.INTERNAL_ERROR;
            out.begin(Command.PUBLISH_ERROR, 1, false).u8(id).u32(refusedCount);
            for (int i = 0; i < refusedCount; i++) {
                out.u64(refused[i]).u16(code.code);
            }
            out.end();
            refusedCount = 0;
        }
    }
}
