package io.volok.broker.cursor;

import java.util.Arrays;

/**
 * A set of offsets that is small, or made of long runs, or both, over a range of any length.
 *
 * <p>The range is cut into chunks of {@value #CHUNK} offsets held in a ring; a chunk without members costs a null, one
 * that is full costs a reference to one shared marker, so that a single stuck message in front of a hundred million
 * acknowledged ones costs some 50,000 references and one bitmap.
 */
final class OffsetBits {

    static final int CHUNK = 2048;
    private static final int SHIFT = 11;
    private static final int WORDS = CHUNK / Long.SIZE;
    private static final Chunk FULL = new Chunk(null);

    private Chunk[] ring = new Chunk[4];
    /** Number of the first chunk in the ring, and how many chunks follow from there. */
    private long firstChunk;
    private int chunks;
    private long size;
    /** No member is lower than this. */
    private long lowHint = Long.MAX_VALUE;
    private Chunk spare;

    /** How many offsets are in the set. */
    long size() {
        return size;
    }

    boolean contains(long offset) {
        Chunk chunk = chunkOf(offset >> SHIFT);
        return chunk != null && (chunk == FULL || (chunk.words[word(offset)] & bit(offset)) != 0);
    }

    /** Adds an offset; false when it was there. */
    boolean add(long offset) {
        Chunk chunk = writable(offset >> SHIFT);
        if (chunk == FULL || (chunk.words[word(offset)] & bit(offset)) != 0) {
            return false;
        }
        chunk.words[word(offset)] |= bit(offset);
        if (++chunk.count == CHUNK) {
            put(offset >> SHIFT, FULL);
            recycle(chunk);
        }
        size++;
        lowHint = Math.min(lowHint, offset);
        return true;
    }

    /** Adds {@code from} (inclusive) to {@code to} (exclusive). */
    void addRange(long from, long to) {
        long offset = from;
        while (offset < to) {
            long number = offset >> SHIFT;
            long chunkEnd = (number + 1) << SHIFT;
            if (offset == number << SHIFT && chunkEnd <= to) {
                fill(number);
                offset = chunkEnd;
            } else {
                add(offset++);
            }
        }
        if (from < to) {
            lowHint = Math.min(lowHint, from);
        }
    }

    private void fill(long number) {
        Chunk before = writable(number);
        if (before != FULL) {
            size += CHUNK - before.count;
            put(number, FULL);
            recycle(before);
        }
    }

    /** Removes an offset; false when it was not there. */
    boolean remove(long offset) {
        if (!contains(offset)) {
            return false;
        }
        long number = offset >> SHIFT;
        Chunk chunk = chunkOf(number);
        if (chunk == FULL) {
            chunk = newChunk();
            Arrays.fill(chunk.words, -1L);
            chunk.count = CHUNK;
            put(number, chunk);
        }
        chunk.words[word(offset)] &= ~bit(offset);
        size--;
        if (--chunk.count == 0) {
            put(number, null);
            recycle(chunk);
            shrink();
        }
        return true;
    }

    void removeBelow(long offset) {
        long boundary = offset >> SHIFT;
        while (chunks > 0 && firstChunk < boundary) {
            dropFirst();
        }
        for (long at = boundary << SHIFT; at < offset; at++) {
            remove(at);
        }
        lowHint = size == 0 ? Long.MAX_VALUE : Math.max(lowHint, offset);
        shrink();
    }

    void removeFrom(long offset) {
        for (long at = firstFrom(offset); at != AckCursor.NONE; at = firstFrom(at)) {
            remove(at);
        }
    }

    void clear() {
        Arrays.fill(ring, null);
        chunks = 0;
        size = 0;
        lowHint = Long.MAX_VALUE;
    }

    /** The lowest member, or {@link AckCursor#NONE}. */
    long first() {
        if (size == 0) {
            return AckCursor.NONE;
        }
        lowHint = firstFrom(Math.max(lowHint, firstChunk << SHIFT));
        return lowHint;
    }

    /** The lowest member that is {@code from} or higher, or {@link AckCursor#NONE}. */
    long firstFrom(long from) {
        long start = Math.max(from, firstChunk << SHIFT);
        for (long number = start >> SHIFT; number < firstChunk + chunks; number++) {
            Chunk chunk = chunkOf(number);
            if (chunk != null) {
                int found = chunk == FULL ? index(start, number) : scan(chunk.words, index(start, number), 0);
                if (found < CHUNK) {
                    return (number << SHIFT) + found;
                }
            }
        }
        return AckCursor.NONE;
    }

    /** The lowest offset that is {@code from} or higher and not a member. */
    long firstAbsentFrom(long from) {
        long number = from >> SHIFT;
        while (true) {
            Chunk chunk = chunkOf(number);
            int start = index(from, number);
            int found = chunk == null ? start : chunk == FULL ? CHUNK : scan(chunk.words, start, -1L);
            if (found < CHUNK) {
                return (number << SHIFT) + found;
            }
            number++;
        }
    }

    private static int index(long from, long number) {
        return (int) Math.max(0, from - (number << SHIFT));
    }

    /** First index from {@code start} whose bit, after xor with {@code flip}, is set; {@link #CHUNK} if none. */
    private static int scan(long[] words, int start, long flip) {
        long mask = -1L << (start & 63);
        for (int w = start >> 6; w < WORDS; w++) {
            long hits = (words[w] ^ flip) & mask;
            if (hits != 0) {
                return (w << 6) + Long.numberOfTrailingZeros(hits);
            }
            mask = -1L;
        }
        return CHUNK;
    }

    private Chunk chunkOf(long number) {
        long at = number - firstChunk;
        return at < 0 || at >= chunks ? null : ring[(int) number & ring.length - 1];
    }

    private void put(long number, Chunk chunk) {
        ring[(int) number & ring.length - 1] = chunk;
    }

    /** The chunk with this number, made when it is not there. */
    private Chunk writable(long number) {
        if (chunks == 0) {
            firstChunk = number;
        }
        long low = Math.min(firstChunk, number);
        long high = Math.max(firstChunk + chunks, number + 1);
        if (high - low > ring.length) {
            grow(high - low);
        }
        firstChunk = low;
        chunks = (int) (high - low);
        Chunk chunk = chunkOf(number);
        if (chunk == null) {
            chunk = newChunk();
            put(number, chunk);
        }
        return chunk;
    }

    private void grow(long needed) {
        if (needed > 1 << 29) {
            throw new IllegalStateException("more than 10^12 offsets between the first and the last out of order");
        }
        Chunk[] old = ring;
        ring = new Chunk[Integer.highestOneBit((int) needed - 1) << 1];
        for (long number = firstChunk; number < firstChunk + chunks; number++) {
            put(number, old[(int) number & old.length - 1]);
        }
    }

    private void shrink() {
        while (chunks > 0 && chunkOf(firstChunk) == null) {
            firstChunk++;
            chunks--;
        }
        while (chunks > 0 && chunkOf(firstChunk + chunks - 1) == null) {
            chunks--;
        }
    }

    private void dropFirst() {
        Chunk chunk = chunkOf(firstChunk);
        if (chunk == FULL) {
            size -= CHUNK;
        } else if (chunk != null) {
            size -= chunk.count;
            Arrays.fill(chunk.words, 0);
            recycle(chunk);
        }
        put(firstChunk, null);
        firstChunk++;
        chunks--;
    }

    private Chunk newChunk() {
        Chunk chunk = spare;
        spare = null;
        return chunk != null ? chunk : new Chunk(new long[WORDS]);
    }

    private void recycle(Chunk chunk) {
        if (chunk != FULL) {
            Arrays.fill(chunk.words, 0);
            chunk.count = 0;
            spare = chunk;
        }
    }

    private static int word(long offset) {
        return (int) offset >> 6 & WORDS - 1;
    }

    private static long bit(long offset) {
        return 1L << offset;
    }

    private static final class Chunk {
        final long[] words;
        int count;

        Chunk(long[] words) {
            this.words = words;
        }
    }
}
