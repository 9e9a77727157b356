package io.volok.broker.partition;

/** What a partition remembers of a producer, for those who ask; -1 where there is nothing. */
public record ProducerView(long producerId, short epoch, int lastSequence, long lastTimestampMs, int coordinatorEpoch,
                           long openTransactionStartOffset) {

    static ProducerView of(ProducerEntry entry) {
        return new ProducerView(entry.producerId, entry.epoch(), entry.lastSequence(), entry.lastTimestampMs(),
                entry.coordinatorEpoch(), entry.txnFirstOffset());
    }
}
