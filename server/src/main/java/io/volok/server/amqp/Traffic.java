package io.volok.server.amqp;

/** The counters of one channel, in the making. */
final class Traffic {

    long published;
    long confirmed;
    long returned;
    long dropped;
    long delivered;
    long deliveredNoAck;
    long got;
    long gotNoAck;
    long gotEmpty;
    long redelivered;
    long acknowledged;

    ChannelCounts counts() {
        return new ChannelCounts(published, confirmed, returned, dropped, delivered, deliveredNoAck, got, gotNoAck,
                gotEmpty, redelivered, acknowledged);
    }
}
