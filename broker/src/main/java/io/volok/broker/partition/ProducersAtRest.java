package io.volok.broker.partition;

import io.volok.log.CompactionView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Producers and transactions of a partition as they were when a compaction pass began; does not change. */
final class ProducersAtRest implements CompactionView {

    private final long stableEndOffset;
    private final List<AbortedTransaction> aborted = new ArrayList<>();
    private final Map<Long, Last> lastOfProducer = new HashMap<>();

    /** The last batch of a producer: its last offset, or -1 if a transaction marker is the last of its epoch. */
    private record Last(short epoch, long lastOffset) {
    }

    ProducersAtRest(ProducerStates states, long stableEndOffset) {
        this.stableEndOffset = stableEndOffset;
        for (io.volok.broker.partition.AbortedTransaction each : states.aborted(0, Long.MAX_VALUE)) {
            aborted.add(new AbortedTransaction(each.producerId(), each.firstOffset(), each.lastOffset()));
        }
        for (ProducerEntry entry : states.entries()) {
            lastOfProducer.put(entry.producerId, new Last(entry.epoch(), entry.lastOffset()));
        }
    }

    @Override
    public long stableEndOffset() {
        return stableEndOffset;
    }

    @Override
    public List<AbortedTransaction> aborted(long fromOffset, long toOffset) {
        return aborted.stream()
                .filter(each -> each.lastOffset() >= fromOffset && each.firstOffset() < toOffset)
                .sorted((a, b) -> Long.compare(a.firstOffset(), b.firstOffset()))
                .toList();
    }

    @Override
    public boolean isLastOfProducer(long producerId, short producerEpoch, long lastOffset, boolean control) {
        Last last = lastOfProducer.get(producerId);
        if (last == null) {
            return false;
        }
        return last.lastOffset() >= 0 ? last.lastOffset() == lastOffset : control && last.epoch() == producerEpoch;
    }
}
