package io.volok.server.amqp;

/**
 * What a channel has done so far.
 *
 * @param published messages published
 * @param confirmed publishes confirmed
 * @param returned unroutable messages that went back
 * @param dropped unroutable messages that went nowhere
 * @param delivered messages delivered to be acknowledged
 * @param deliveredNoAck messages delivered and done
 * @param got messages fetched to be acknowledged
 * @param gotNoAck messages fetched and done
 * @param gotEmpty fetches that found nothing
 * @param redelivered of all those, the ones that had been delivered before
 * @param acknowledged deliveries acknowledged
 */
public record ChannelCounts(
        long published, long confirmed, long returned, long dropped, long delivered, long deliveredNoAck, long got,
        long gotNoAck, long gotEmpty, long redelivered, long acknowledged) {

    /** Whether the channel has ever published. */
    public boolean hasPublished() {
        return published + confirmed + returned + dropped > 0;
    }

    /** Whether the channel has ever taken messages, or tried to. */
    public boolean hasTaken() {
        return taken() + gotEmpty + acknowledged > 0;
    }

    /** Messages delivered and fetched. */
    public long taken() {
        return delivered + deliveredNoAck + got + gotNoAck;
    }
}
