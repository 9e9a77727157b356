package io.volok.codec.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growable byte array written from the front, big-endian. Made to be kept and {@link #reset} between uses.
 *
 * <p>The array belongs to the writer; readers of {@link #array()} look at it before the next write.
 */
public final class ByteWriter {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** The largest array that every virtual machine grants. */
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;
    private static final int MAX_DECIMAL_DIGITS = 20;

    private byte[] array;
    private int size;

    /** A writer with room for {@code initialCapacity} bytes before it grows. */
    public ByteWriter(int initialCapacity) {
        array = new byte[initialCapacity];
    }

    /** The array written to; valid from 0 to {@link #size()} until the next write. */
    public byte[] array() {
        return array;
    }

    /** How many bytes were written. */
    public int size() {
        return size;
    }

    /** Forgets what was written and keeps the room. */
    public void reset() {
        size = 0;
    }

    /** Forgets what was written; gives the room back if it is more than {@code maxCapacity}. */
    public void reset(int maxCapacity) {
        size = 0;
        if (array.length > maxCapacity) {
            array = new byte[maxCapacity];
        }
    }

    /** Drops everything from {@code newSize} on, which must not be more than the size. */
    public void truncate(int newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException("cannot truncate " + size + " bytes to " + newSize);
        }
        size = newSize;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    /** A buffer over what was written, valid until the next write. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(array, 0, size);
    }

    /** Makes room for {@code count} more bytes, so that writing them does not move the array. */
    public void ensureRoom(int count) {
        if (array.length - size < count) {
            grow(count);
        }
    }

    /**
     * Makes room for {@code count} more bytes, growing in steps as always, but not beyond what will be needed at most.
     *
     * @param most how many bytes more will ever be written, at least {@code count}
     */
    public void ensureRoom(int count, long most) {
        if (array.length - size < count) {
            long needed = size + Math.max(count, most);
            if (needed <= Math.min(MAX_CAPACITY, array.length * 2L)) {
                array = Arrays.copyOf(array, (int) needed);
            } else {
                grow(count);
            }
        }
    }

    private void grow(int count) {
        long needed = (long) size + count;
        if (needed > MAX_CAPACITY) {
            throw new IllegalStateException("a byte writer cannot hold " + needed + " bytes");
        }
        long doubled = Math.max(64L, array.length * 2L);
        array = Arrays.copyOf(array, (int) Math.min(MAX_CAPACITY, Math.max(needed, doubled)));
    }

    /** Leaves {@code count} bytes to be patched later; returns the position of the first. */
    public int reserve(int count) {
        ensureRoom(count);
        int at = size;
        size += count;
        return at;
    }

    /** Writes the low 8 bits. */
    public void u8(int value) {
        ensureRoom(1);
        array[size++] = (byte) value;
    }

    /** Writes the low 16 bits. */
    public void u16(int value) {
        ensureRoom(2);
        SHORT.set(array, size, (short) value);
        size += 2;
    }

    /** Writes 32 bits. */
    public void u32(int value) {
        ensureRoom(4);
        INT.set(array, size, value);
        size += 4;
    }

    /** Writes 64 bits. */
    public void u64(long value) {
        ensureRoom(8);
        LONG.set(array, size, value);
        size += 8;
    }

    /** Overwrites the byte at {@code position}. */
    public void patchU8(int position, int value) {
        array[position] = (byte) value;
    }

    /** Overwrites 16 bits at {@code position}. */
    public void patchU16(int position, int value) {
        SHORT.set(array, position, (short) value);
    }

    /** Overwrites 32 bits at {@code position}. */
    public void patchU32(int position, int value) {
        INT.set(array, position, value);
    }

    /** Writes a zig-zag varint. */
    public void varint(int value) {
        ensureRoom(Varint.MAX_INT_BYTES);
        size = Varint.put(array, size, value);
    }

    /** Writes a zig-zag varint of 64 bits. */
    public void varlong(long value) {
        ensureRoom(Varint.MAX_LONG_BYTES);
        size = Varint.put(array, size, value);
    }

    /** Writes all of {@code source}. */
    public void bytes(byte[] source) {
        bytes(source, 0, source.length);
    }

    /** Writes {@code length} bytes of {@code source}. */
    public void bytes(byte[] source, int start, int length) {
        ensureRoom(length);
        System.arraycopy(source, start, array, size, length);
        size += length;
    }

    /** Writes what remains in {@code source} and leaves its position at its limit. */
    public void bytes(ByteBuffer source) {
        int length = source.remaining();
        ensureRoom(length);
        source.get(array, size, length);
        size += length;
    }

    /** Writes the bytes of {@code value} without a length. */
    public void bytes(ShortString value) {
        bytes(value.bytes(), 0, value.length());
    }

    /** Writes an AMQP short string: one length byte, then the bytes. */
    public void shortString(ShortString value) {
        shortString(value.bytes(), 0, value.length());
    }

    /** Writes an AMQP short string of {@code length} (at most 255) bytes. */
    public void shortString(byte[] source, int start, int length) {
        if (length > ShortString.MAX_BYTES) {
            throw new IllegalArgumentException("a short string holds 255 bytes, not " + length);
        }
        ensureRoom(length + 1);
        array[size++] = (byte) length;
        System.arraycopy(source, start, array, size, length);
        size += length;
    }

    /**
     * Writes an AMQP short string.
     *
     * @throws IllegalArgumentException if the text takes more than 255 bytes
     */
    public void shortString(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        shortString(utf8, 0, utf8.length);
    }

    /** Writes an AMQP long string: four length bytes, then the bytes. */
    public void longString(byte[] source, int start, int length) {
        ensureRoom(length + 4);
        u32(length);
        bytes(source, start, length);
    }

    /** Writes {@code value} as decimal text. */
    public void decimal(long value) {
        if (value >= 0 && value < 10) {
            u8('0' + (int) value);
            return;
        }
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                bytes(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
                return;
            }
            u8('-');
        }
        long rest = Math.abs(value);
        ensureRoom(MAX_DECIMAL_DIGITS);
        int end = size + digits(rest);
        for (int at = end - 1; at >= size; at--) {
            array[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size = end;
    }

    /** How many bytes {@link #decimal} takes for {@code value}. */
    public static int decimalLength(long value) {
        if (value == Long.MIN_VALUE) {
            return MAX_DECIMAL_DIGITS;
        }
        return value < 0 ? 1 + digits(-value) : digits(value);
    }

    private static int digits(long value) {
        int count = 1;
        long bound = 10;
        while (count < 19 && value >= bound) {
            count++;
            bound *= 10;
        }
        return count;
    }
}
