package io.volok.broker.partition;

import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;

/**
 * Walks the records of one batch in whatever buffer they lie, verifying every length, without copying them. Reusable.
 *
 * <pre>
 *   length varint | attributes int8 | timestampDelta varlong | offsetDelta varint
 *   | keyLength varint | key | valueLength varint | value | headerCount varint | headers
 * </pre>
 */
final class RecordWalk {

    private static final int INT_BITS = 35;
    private static final int LONG_BITS = 70;

    private ByteBuffer buffer;
    private int position;
    private int end;
    private long timestampDelta;
    private int offsetDelta;
    private boolean hasKey;
    private int length;

    void open(ByteBuffer records, int start, int endExclusive) {
        buffer = records;
        position = start;
        end = endExclusive;
    }

    boolean atEnd() {
        return position >= end;
    }

    /**
     * Passes over one record.
     *
     * @throws MalformedBytes if its lengths do not fit into each other
     */
    void next() {
        length = varint();
        int start = position;
        if (length <= 0 || length > end - start) {
            throw new MalformedBytes(start, "record of length " + length);
        }
        int regionEnd = end;
        end = start + length;
        position++;
        timestampDelta = varlong(LONG_BITS);
        offsetDelta = varint();
        hasKey = skipField() >= 0;
        skipField();
        skipHeaders();
        if (position != end) {
            throw new MalformedBytes(position, "record with " + (end - position) + " bytes too many");
        }
        end = regionEnd;
    }

    long timestampDelta() {
        return timestampDelta;
    }

    int offsetDelta() {
        return offsetDelta;
    }

    /** Bytes of the record behind its length field. */
    int length() {
        return length;
    }

    boolean hasKey() {
        return hasKey;
    }

    private void skipHeaders() {
        int headers = varint();
        if (headers < 0 || headers > end - position) {
            throw new MalformedBytes(position, "record with " + headers + " headers");
        }
        for (int i = 0; i < headers; i++) {
            if (skipField() < 0) {
                throw new MalformedBytes(position, "record header without a name");
            }
            skipField();
        }
    }

    /** Returns the field's length, -1 for null. */
    private int skipField() {
        int length = varint();
        if (length < -1 || length > end - position) {
            throw new MalformedBytes(position, "record field of length " + length);
        }
        position += Math.max(length, 0);
        return length;
    }

    private int varint() {
        if (position < end) {
            byte first = buffer.get(position);
            if (first >= 0) {
                position++;
                return (first >>> 1) ^ -(first & 1);
            }
        }
        return (int) varlong(INT_BITS);
    }

    private long varlong(int bits) {
        long zigzag = 0;
        for (int shift = 0; shift < bits; shift += 7) {
            if (position >= end) {
                throw new MalformedBytes(position, "record is cut");
            }
            byte next = buffer.get(position++);
            zigzag |= (next & 0x7FL) << shift;
            if (next >= 0) {
                long value = bits == INT_BITS ? zigzag & 0xFFFFFFFFL : zigzag;
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new MalformedBytes(position, "varint too long");
    }
}
