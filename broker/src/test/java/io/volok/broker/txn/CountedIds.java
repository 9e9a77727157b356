package io.volok.broker.txn;

/** Producer ids that are always there, one after the other; they go on over a restart of what asks for them. */
final class CountedIds implements ProducerIds {

    private long nextId;

    CountedIds(long first) {
        nextId = first;
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public long next() {
        return nextId++;
    }
}
