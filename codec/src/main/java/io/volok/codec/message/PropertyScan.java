package io.volok.codec.message;

import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.table.FieldScan;

/**
 * Finds the properties in a content header's property list, without making objects, and verifies its structure.
 *
 * <pre>
 *   flags uint16 (bits 15-2: which properties follow; bit 0 would announce more flags and must be clear)
 *   properties in order of their flags, the header table behind the second
 * </pre>
 */
final class PropertyScan {

    private static final int KNOWN_FLAGS = 0xFFFC;

    private final int[] starts = new int[Property.COUNT];
    private final int[] lengths = new int[Property.COUNT];
    private byte[] array;
    private int end;
    private int flags;
    private int tableStart;
    private int tableEnd;

    /** Scans the list that fills {@code array} from 0 to {@code newEnd}. */
    void scan(byte[] newArray, int newEnd) {
        array = newArray;
        end = newEnd;
        if (newEnd < 2) {
            throw new MalformedBytes(0, "content header without property flags");
        }
        flags = (newArray[0] & 0xFF) << 8 | (newArray[1] & 0xFF);
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new MalformedBytes(0, "unknown property flags " + Integer.toHexString(flags));
        }
        int at = 2;
        tableStart = -1;
        tableEnd = -1;
        for (int left = flags; left != 0; left = Property.withoutFirst(left)) {
            Property property = Property.first(left);
            at = property == null ? scanTable(at) : scanProperty(property, at);
        }
        if (at != newEnd) {
            throw new MalformedBytes(at, "bytes behind the properties");
        }
    }

    private int scanTable(int at) {
        tableStart = at + 4;
        tableEnd = tableStart + FieldScan.length(array, at, end);
        return tableEnd;
    }

    private int scanProperty(Property property, int at) {
        int start = at;
        int length = switch (property.kind()) {
            case OCTET -> 1;
            case SECONDS -> 8;
            case TEXT -> {
                if (at >= end) {
                    throw new MalformedBytes(at, "content header is cut in " + property.wireName());
                }
                start = at + 1;
                yield array[at] & 0xFF;
            }
        };
        if (length > end - start) {
            throw new MalformedBytes(at, "content header is cut in " + property.wireName());
        }
        starts[property.ordinal()] = start;
        lengths[property.ordinal()] = length;
        return start + length;
    }

    /** The flags of the properties and of the header table. */
    int flags() {
        return flags;
    }

    boolean has(Property property) {
        return (flags & property.flag()) != 0;
    }

    /** How many properties there are, the header table not counted. */
    int count() {
        return Integer.bitCount(flags & ~Property.HEADERS_FLAG);
    }

    int start(Property property) {
        return starts[property.ordinal()];
    }

    int length(Property property) {
        return lengths[property.ordinal()];
    }

    /** The number of an octet or seconds property. */
    long number(Property property) {
        long value = 0;
        int start = starts[property.ordinal()];
        for (int i = start; i < start + lengths[property.ordinal()]; i++) {
            value = value << 8 | (array[i] & 0xFF);
        }
        return value;
    }

    boolean hasTable() {
        return tableStart >= 0;
    }

    /** Where the table's entries start, behind its length. */
    int tableStart() {
        return tableStart;
    }

    int tableEnd() {
        return tableEnd;
    }
}
