package io.volok.broker.partition;

import io.volok.codec.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The idempotent and transactional producers of one partition. Follows from the log: the same calls at recovery give
 * the same state, and a snapshot saves most of them.
 *
 * <pre>
 *   snapshot: | version int8 | producers int32 | producers x entry | aborted int32 | aborted x 4 int64 |
 * </pre>
 */
final class ProducerStates {

    private static final byte VERSION = 1;
    private static final int ABORTED_BYTES = 32;

    private final PartitionId partition;
    private final Map<Long, ProducerEntry> entries = new HashMap<>();
    /** Open transactions by the offset at which they start. */
    private final TreeMap<Long, ProducerEntry> open = new TreeMap<>();
    private final List<AbortedTransaction> aborted = new ArrayList<>();

    ProducerStates(PartitionId partition) {
        this.partition = partition;
    }

    boolean isEmpty() {
        return entries.isEmpty() && aborted.isEmpty();
    }

    Collection<ProducerEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    ProducerEntry entry(long producerId) {
        return entries.get(producerId);
    }

    /** Where the oldest open transaction starts, or {@link Long#MAX_VALUE}. */
    long firstOpenOffset() {
        return open.isEmpty() ? Long.MAX_VALUE : open.firstKey();
    }

    /**
     * Decides about a batch that has a producer id: null if it may be appended at {@code offset}, a refusal if it may
     * not, and where it is if it has been appended before.
     *
     * @param start first offset of the log
     */
    Produced check(ProducedBatch batch, long offset, long start) {
        ProducerEntry entry = entries.get(batch.producerId());
        if (entry == null) {
            // Nothing is known, perhaps because retention took it all: any sequence may start.
            return null;
        }
        ProducerEntry.Batch known = entry.find(batch);
        if (known != null) {
            return new Produced.Appended(known.baseOffset(), known.lastOffset() + 1, known.timestampMs(), start);
        }
        if (batch.epoch() < entry.epoch()) {
            return Produced.refuse(Produced.Fault.INVALID_PRODUCER_EPOCH, "Epoch of producer " + batch.producerId()
                    + " at offset " + offset + " in " + partition + " is " + batch.epoch()
                    + ", which is smaller than the last seen epoch " + entry.epoch());
        }
        Produced refused = batch.epoch() == entry.epoch()
                ? checkNext(batch, entry, offset) : checkFirst(batch, entry, offset);
        if (refused == null && entry.txnFirstOffset() != ProducerEntry.NO_OFFSET && !batch.transactional()) {
            return Produced.refuse(Produced.Fault.NOT_TRANSACTIONAL,
                    "Expected transactional write from producer " + batch.producerId());
        }
        return refused;
    }

    private Produced checkFirst(ProducedBatch batch, ProducerEntry entry, long offset) {
        if (batch.firstSequence() == 0) {
            return null;
        }
        return Produced.refuse(Produced.Fault.OUT_OF_ORDER_SEQUENCE, "Invalid sequence number for new epoch of producer "
                + batch.producerId() + " at offset " + offset + " in partition " + partition + ": " + batch.epoch()
                + " (request epoch), " + batch.firstSequence() + " (seq. number), " + entry.epoch()
                + " (current producer epoch)");
    }

    private Produced checkNext(ProducedBatch batch, ProducerEntry entry, long offset) {
        int last = entry.lastSequence();
        int expected = last == Integer.MAX_VALUE ? 0 : last + 1;
        if (batch.firstSequence() == expected) {
            return null;
        }
        return Produced.refuse(Produced.Fault.OUT_OF_ORDER_SEQUENCE, "Out of order sequence number for producer "
                + batch.producerId() + " at offset " + offset + " in partition " + partition + ": "
                + batch.firstSequence() + " (incoming seq. number), " + last + " (current end sequence number)");
    }

    /** A batch with a producer id is in the log. */
    void appended(ProducedBatch batch, long baseOffset, long lastOffset, long timestampMs) {
        ProducerEntry entry = entries.computeIfAbsent(batch.producerId(), ProducerEntry::new);
        boolean wasOpen = entry.txnFirstOffset() != ProducerEntry.NO_OFFSET;
        entry.appended(batch, baseOffset, lastOffset, timestampMs);
        if (!wasOpen && entry.txnFirstOffset() != ProducerEntry.NO_OFFSET) {
            open.put(entry.txnFirstOffset(), entry);
        }
    }

    /** A transaction marker is in the log. */
    void ended(TransactionMarker marker, long offset, long timestampMs) {
        ProducerEntry entry = entries.computeIfAbsent(marker.producerId(), ProducerEntry::new);
        long first = entry.txnFirstOffset();
        entry.ended(marker.epoch(), marker.coordinatorEpoch(), timestampMs);
        if (first != ProducerEntry.NO_OFFSET) {
            open.remove(first);
            if (!marker.commit()) {
                aborted.add(new AbortedTransaction(marker.producerId(), first, offset,
                        Math.min(firstOpenOffset(), offset + 1)));
            }
        }
    }

    /** The aborted transactions with records in {@code [from, end)}, oldest end first. */
    List<AbortedTransaction> aborted(long from, long end) {
        if (aborted.isEmpty()) {
            return List.of();
        }
        List<AbortedTransaction> found = new ArrayList<>();
        for (int i = firstEndingAt(from); i < aborted.size(); i++) {
            AbortedTransaction each = aborted.get(i);
            if (each.firstOffset() < end) {
                found.add(each);
            }
            if (each.lastStableOffset() >= end) {
                break;
            }
        }
        return found;
    }

    private int firstEndingAt(long offset) {
        int low = 0;
        int high = aborted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (aborted.get(middle).lastOffset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The log now starts at {@code offset}: forgets aborted transactions that ended before. */
    void trim(long offset) {
        int gone = firstEndingAt(offset);
        if (gone > 0) {
            aborted.subList(0, gone).clear();
        }
    }

    /**
     * Compaction has taken what was aborted below {@code offset}, and takes the markers too: a reader that was told of such
     * a transaction would never see its end and pass over what the producer wrote since.
     */
    void cleaned(long offset) {
        trim(offset);
    }

    /** Forgets producers that have been silent since {@code beforeMs} and have nothing open. */
    void expire(long beforeMs) {
        entries.values().removeIf(entry -> entry.lastTimestampMs() < beforeMs
                && entry.txnFirstOffset() == ProducerEntry.NO_OFFSET);
    }

    /** Takes in a batch that recovery found in the log. */
    void replay(ByteBuffer buffer, int position) {
        long producerId = RecordBatch.producerId(buffer, position);
        if (producerId < 0) {
            return;
        }
        long timestampMs = RecordBatch.maxTimestamp(buffer, position);
        if (RecordBatch.isControl(buffer, position)) {
            if (RecordBatch.count(buffer, position) == 0) { // Compaction has left the epoch of it.
                entries.computeIfAbsent(producerId, ProducerEntry::new)
                        .fenced(RecordBatch.producerEpoch(buffer, position), timestampMs);
                return;
            }
            TransactionMarker marker = TransactionMarker.read(buffer, position);
            if (marker != null) {
                ended(marker, RecordBatch.baseOffset(buffer, position), timestampMs);
            }
            return;
        }
        appended(ProducedBatch.of(buffer, position), RecordBatch.baseOffset(buffer, position),
                RecordBatch.lastOffset(buffer, position), timestampMs);
    }

    ByteBuffer snapshot() {
        int bytes = 1 + Integer.BYTES + Integer.BYTES + aborted.size() * ABORTED_BYTES;
        for (ProducerEntry entry : entries.values()) {
            bytes += entry.encodedBytes();
        }
        ByteBuffer out = ByteBuffer.allocate(bytes);
        out.put(VERSION).putInt(entries.size());
        entries.values().forEach(entry -> entry.write(out));
        out.putInt(aborted.size());
        for (AbortedTransaction each : aborted) {
            out.putLong(each.producerId()).putLong(each.firstOffset()).putLong(each.lastOffset())
                    .putLong(each.lastStableOffset());
        }
        return out.flip();
    }

    /** Starts from a snapshot; false if it is of a version that is not known here. */
    boolean restore(ByteBuffer in) {
        if (in.get() != VERSION) {
            return false;
        }
        for (int n = in.getInt(); n > 0; n--) {
            ProducerEntry entry = ProducerEntry.read(in);
            entries.put(entry.producerId, entry);
            if (entry.txnFirstOffset() != ProducerEntry.NO_OFFSET) {
                open.put(entry.txnFirstOffset(), entry);
            }
        }
        for (int n = in.getInt(); n > 0; n--) {
            aborted.add(new AbortedTransaction(in.getLong(), in.getLong(), in.getLong(), in.getLong()));
        }
        return true;
    }
}
