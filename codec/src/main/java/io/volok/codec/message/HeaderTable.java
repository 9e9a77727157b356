package io.volok.codec.message;

import io.volok.codec.bytes.ByteWriter;
import java.util.Arrays;

/**
 * The header table of a message being encoded: which of its entries become record headers, which become the record's
 * key or tombstone, and which types must be noted.
 *
 * <p>Two passes. {@link #scan} verifies the table and decides; {@link #writeTo} writes.
 */
final class HeaderTable {

    private static final int NONE = -1;

    private final TableScan scan = new TableScan();
    /** Runs ahead of {@link #scan} to the next entry whose type must be noted. */
    private final TableScan ahead = new TableScan();
    private final ByteWriter notes = new ByteWriter(64);

    private byte[] array;
    private int start;
    private int end;
    private boolean present;
    private int entries;
    private int keyPlace;
    private int tombstonePlace;
    private boolean typed;

    void scan(byte[] newArray, PropertyScan properties, boolean emptyBody) {
        array = newArray;
        present = properties.hasTable();
        start = properties.tableStart();
        end = properties.tableEnd();
        entries = 0;
        keyPlace = NONE;
        tombstonePlace = NONE;
        typed = false;
        if (!present) {
            return;
        }
        scan.open(newArray, start, end);
        while (scan.next()) {
            if (keyPlace == NONE && scan.nameIs(RecordNames.KEY_HEADER) && canBeKey(scan.tag())) {
                keyPlace = entries;
            } else if (tombstonePlace == NONE && emptyBody && isTombstoneMark()) {
                tombstonePlace = entries;
                entries++;
                continue;
            }
            typed |= scan.needsType();
            entries++;
        }
    }

    private boolean isTombstoneMark() {
        return scan.nameIs(RecordNames.TOMBSTONE_HEADER) && scan.tag() == 't' && scan.bits() == 1;
    }

    /** Types with a text form can be keys; the others stay headers. */
    private static boolean canBeKey(int tag) {
        return !FieldText.isBinary(tag) && tag != 'V';
    }

    boolean isTombstone() {
        return tombstonePlace != NONE;
    }

    /** Writes the record's key field. */
    void writeKey(ByteWriter out) {
        if (keyPlace == NONE) {
            out.varint(-1);
            return;
        }
        scan.open(array, start, end);
        for (int i = 0; i <= keyPlace; i++) {
            scan.next();
        }
        writeValue(out, scan);
    }

    /** How many record headers {@link #writeTo} writes. */
    int recordHeaderCount() {
        if (!present) {
            return 0;
        }
        int lifted = (keyPlace == NONE ? 0 : 1) + (tombstonePlace == NONE ? 0 : 1);
        int places = (keyIsLast() ? 0 : 1) + (tombstoneIsLast() ? 0 : 1);
        return entries - lifted + places + (notesTypes() ? 1 : 0);
    }

    /** Types are noted if there are any, and an empty note tells an empty table from none. */
    private boolean notesTypes() {
        return typed || entries == 0;
    }

    /** The place from which a decoder would know it unasked: last, but before the tombstone mark. */
    private boolean keyIsLast() {
        return keyPlace == NONE || keyPlace == entries - 1
                || keyPlace == entries - 2 && tombstonePlace == entries - 1;
    }

    private boolean tombstoneIsLast() {
        return tombstonePlace == NONE || tombstonePlace == entries - 1;
    }

    /** Writes the record headers of the table. */
    void writeTo(ByteWriter out) {
        if (!present) {
            return;
        }
        if (!keyIsLast()) {
            writePlace(out, RecordNames.KEY_PLACE_NAME, keyPlace);
        }
        if (!tombstoneIsLast()) {
            writePlace(out, RecordNames.TOMBSTONE_PLACE_NAME, tombstonePlace);
        }
        notes.reset();
        writeEntries(out);
        if (notesTypes()) {
            out.varint(RecordNames.TYPES_NAME.length);
            out.bytes(RecordNames.TYPES_NAME);
            out.varint(notes.size());
            out.bytes(notes.array(), 0, notes.size());
        }
    }

    private void writePlace(ByteWriter out, byte[] name, int place) {
        out.varint(name.length);
        out.bytes(name);
        out.varint(ByteWriter.decimalLength(place));
        out.decimal(place);
    }

    private void writeEntries(ByteWriter out) {
        int nextNoted = NONE;
        boolean moreNoted = typed;
        scan.open(array, start, end);
        ahead.open(array, start, end);
        int aheadIndex = NONE;
        for (int index = 0; scan.next(); index++) {
            while (moreNoted && nextNoted < index) {
                moreNoted = ahead.next();
                aheadIndex++;
                if (moreNoted && aheadIndex != tombstonePlace && ahead.needsType()) {
                    nextNoted = aheadIndex;
                }
            }
            if (index == tombstonePlace) {
                continue;
            }
            if (moreNoted && (index == nextNoted || sameName())) {
                TypeNotes.write(notes, array, scan.nameStart(), scan.nameLength(), scan.tag(), isOdd(scan));
            }
            if (index != keyPlace) {
                writeName(out);
                writeValue(out, scan);
            }
        }
    }

    /** An untyped header of the name that the next note has would take that note, so it gets one of its own. */
    private boolean sameName() {
        return scan.nameLength() == ahead.nameLength() && Arrays.equals(
                array, scan.nameStart(), scan.nameStart() + scan.nameLength(),
                array, ahead.nameStart(), ahead.nameStart() + ahead.nameLength());
    }

    private void writeName(ByteWriter out) {
        int nameStart = scan.nameStart();
        int length = scan.nameLength();
        if (RecordNames.hasPrefix(array, nameStart, length)) {
            out.varint(RecordNames.ESCAPE.length + length);
            out.bytes(RecordNames.ESCAPE);
        } else {
            out.varint(length);
        }
        out.bytes(array, nameStart, length);
    }

    private static boolean isOdd(TableScan entry) {
        int tag = entry.tag();
        return (tag == 'f' || tag == 'd') && FieldText.isOddNumber(tag, entry.bits());
    }

    private void writeValue(ByteWriter out, TableScan entry) {
        int tag = entry.tag();
        if (tag == 'S' || tag == 'x') {
            out.varint(entry.bytesLength());
            out.bytes(array, entry.bytesStart(), entry.bytesLength());
        } else if (tag == 'V') {
            out.varint(-1);
        } else if (FieldText.isBinary(tag) || isOdd(entry)) {
            out.varint(entry.contentEnd() - entry.contentStart());
            out.bytes(array, entry.contentStart(), entry.contentEnd() - entry.contentStart());
        } else {
            int lengthAt = out.reserve(1);
            FieldText.write(out, tag, entry.bits());
            // No number's text is longer than 63 bytes, so its length is a varint of one byte.
            out.patchU8(lengthAt, (out.size() - lengthAt - 1) << 1);
        }
    }
}
