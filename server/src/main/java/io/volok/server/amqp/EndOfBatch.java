package io.volok.server.amqp;

import io.volok.broker.shard.Shard;
import java.util.ArrayList;
import java.util.List;

/**
 * What a connection does once per batch of work: tell confirms, hand everything written to the socket, and let
 * consumers go on that had to wait for the socket.
 */
final class EndOfBatch {

    /** A client that leaves this much unread is not asked for more. */
    private static final long MOST_UNREAD_BYTES = 16L << 20;

    private final Connection connection;
    private final List<AmqpChannel> confirmsDue = new ArrayList<>();
    private boolean scheduled;
    private boolean consumersWait;
    private long unread;
    private Running running;

    EndOfBatch(Connection connection) {
        this.connection = connection;
    }

    /** Channels may exist from now on; or, with null, no longer. */
    void serve(Running channels) {
        running = channels;
    }

    /** Something was written, or is to be written when the batch ends. */
    void schedule() {
        if (!scheduled) {
            scheduled = true;
            Shard shard = connection.shard;
            shard.afterBatch(Shard.Phase.SEND, () -> {
                // What was scheduled before the connection moved has been sent by the move.
                if (connection.shard == shard) {
                    send();
                }
            });
        }
    }

    /** The connection has moved to another shard, where nothing is scheduled. */
    void moved() {
        scheduled = false;
    }

    /** A channel has confirms to tell; they go out when the batch ends, merged. */
    void confirmsDue(AmqpChannel channel) {
        confirmsDue.add(channel);
        schedule();
    }

    /** Whether deliveries may be written now. After a no, the consumers are resumed when that has changed. */
    boolean takesDeliveries() {
        if (connection.transport.isWritable() && !connection.out.isFull()) {
            return true;
        }
        consumersWait = true;
        schedule();
        return false;
    }

    private void send() {
        scheduled = false;
        for (int i = 0; i < confirmsDue.size(); i++) {
            confirmsDue.get(i).emitConfirms();
        }
        confirmsDue.clear();
        int bytes = connection.out.pending();
        connection.flush();
        if (connection.transport.isWritable()) {
            writable();
            return;
        }
        unread += bytes;
        if (unread > MOST_UNREAD_BYTES) {
            connection.throttle.clogged(true);
        }
        connection.transport.onWritable(this::writable);
    }

    /** The socket takes more, or did so all the time. */
    private void writable() {
        unread = 0;
        connection.throttle.clogged(false);
        if (consumersWait) {
            consumersWait = false;
            if (running != null) {
                running.forEach(AmqpChannel::resume);
            }
        }
    }
}
