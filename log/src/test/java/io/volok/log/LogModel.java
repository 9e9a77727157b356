package io.volok.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The naive log: a list of batches. Says what the real one must answer. */
final class LogModel {

    /** One appended batch. */
    record Batch(long first, long last, long timestamp, ByteBuffer bytes) {
    }

    final List<Batch> batches = new ArrayList<>();
    long startOffset;
    long endOffset;
    /** End of what somebody was told to be forced. */
    long promisedEnd;

    void append(Batch batch) {
        batches.add(batch);
        endOffset = batch.last() + 1;
    }

    void trimTo(long offset) {
        startOffset = Math.max(startOffset, offset);
        batches.removeIf(batch -> batch.last() < startOffset);
    }

    void truncateTo(long offset) {
        batches.removeIf(batch -> batch.first() >= offset);
        endOffset = Math.min(endOffset, offset);
        startOffset = Math.min(startOffset, offset);
        promisedEnd = Math.min(promisedEnd, offset);
    }

    /** Index of the batch that contains an offset. */
    private int indexOf(long offset) {
        for (int i = 0; i < batches.size(); i++) {
            if (batches.get(i).last() >= offset) {
                return i;
            }
        }
        return -1;
    }

    void checkRead(Log log, long offset, int maxBytes, long endMax) {
        if (offset < startOffset || offset > endOffset) {
            assertThatThrownBy(() -> log.read(offset, maxBytes, endMax)).isInstanceOf(OffsetOutOfRange.class);
            return;
        }
        LogSlice slice = log.read(offset, maxBytes, endMax);
        ByteBuffer read = ByteBuffer.allocate(slice.length());
        assertThat(slice.readInto(read)).isEqualTo(slice.length());
        slice.release();
        read.flip();
        int index = indexOf(offset);
        boolean nothing = index < 0 || batches.get(index).last() >= endMax;
        assertThat(read.hasRemaining()).as("something at %d below %d", offset, endMax).isEqualTo(!nothing);
        if (nothing) {
            return;
        }
        int firstSize = batches.get(index).bytes().remaining();
        assertThat(read.remaining()).isBetween(firstSize, Math.max(firstSize, maxBytes));
        for (int i = index; read.hasRemaining(); i++) {
            assertThat(batches.get(i).last()).isLessThan(endMax);
            ByteBuffer expected = batches.get(i).bytes().duplicate();
            int count = Math.min(expected.remaining(), read.remaining());
            assertThat(read.slice(read.position(), count)).isEqualTo(expected.slice(expected.position(), count));
            read.position(read.position() + count);
        }
    }

    /** Checks a read into a buffer and returns where the reader goes on. */
    long checkReadInto(Log log, long offset, int capacity) {
        ByteBuffer target = ByteBuffer.allocate(capacity);
        int count = log.readInto(offset, target);
        int index = indexOf(offset);
        if (index < 0) {
            assertThat(count).isZero();
            return offset;
        }
        if (batches.get(index).bytes().remaining() > capacity) {
            assertThat(count).isEqualTo(-batches.get(index).bytes().remaining());
            return offset;
        }
        assertThat(target.flip().remaining()).isEqualTo(count).isPositive();
        long next = offset;
        for (int i = index; i < batches.size(); i++) {
            ByteBuffer expected = batches.get(i).bytes();
            if (target.remaining() < expected.remaining()) {
                break;
            }
            assertThat(target.slice(target.position(), expected.remaining())).isEqualTo(expected);
            target.position(target.position() + expected.remaining());
            next = batches.get(i).last() + 1;
        }
        return next;
    }

    void checkTimestamp(Log log, long timestamp) {
        Optional<TimestampOffset> expected = batches.stream().filter(batch -> batch.timestamp() >= timestamp)
                .findFirst()
                .map(batch -> new TimestampOffset(batch.timestamp(), Math.max(batch.first(), startOffset)));
        assertThat(log.offsetForTimestamp(timestamp)).as("first at %d", timestamp).isEqualTo(expected);
    }

    void checkEnds(Log log) {
        assertThat(log.endOffset()).as("end").isEqualTo(endOffset);
        assertThat(log.startOffset()).as("start").isEqualTo(startOffset);
        assertThat(log.durableEndOffset()).as("durable end").isBetween(Math.min(promisedEnd, endOffset), endOffset);
        assertThat(log.sizeBytes()).isGreaterThanOrEqualTo(batches.stream().mapToLong(batch -> batch.bytes()
                .remaining()).sum());
    }
}
