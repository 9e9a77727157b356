package io.volok.broker.partition;

import io.volok.broker.commit.Noting;
import io.volok.broker.commit.Place;
import io.volok.broker.commit.Share;
import io.volok.broker.commit.Span;

/** What a commit puts into a partition, together with what was gathered there before. */
final class PartitionShare implements Share {

    private final Partition partition;

    PartitionShare(Partition partition) {
        this.partition = partition;
    }

    @Override
    public Span extent() {
        long baseOffset = partition.log().endOffset();
        PartitionId id = partition.id();
        return new Span(new Place(Place.Kind.PARTITION, id.topicId() + "/" + id.index()), baseOffset,
                baseOffset + partition.pending().count());
    }

    @Override
    public boolean isOneBatch() {
        return partition.pending().isOneBatch();
    }

    @Override
    public void write() {
        partition.writePending();
    }

    @Override
    public boolean isDurable() {
        return partition.log().highWatermark() == partition.log().endOffset();
    }

    @Override
    public void keep(Noting noting) {
        partition.settlePending(noting);
    }

    @Override
    public void takeBack(long baseOffset) {
        partition.log().truncateTo(baseOffset);
    }

    @Override
    public void refuse() {
        partition.refusePending();
    }
}
