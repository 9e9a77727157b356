package io.volok.broker.share;

/** Numbers the eras of all share partitions of a shard, so that one that is opened anew has none of an earlier one's. */
final class Eras {

    private long last;

    long next() {
        return ++last;
    }
}
