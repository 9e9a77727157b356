package io.volok.codec.message;

import io.volok.codec.bytes.ByteWriter;

/**
 * The text of the record header {@code amqp.types}: which AMQP type the values of certain headers have.
 *
 * <pre>
 *   name=T,name=T,...     T: type letter, followed by * if the value is in AMQP's binary form against its custom
 * </pre>
 *
 * <p>Notes are in the order of the headers they belong to. A reader walks both lists at once: a header whose name is
 * that of the next note takes it. In names, the bytes {@code , = * %} are written as % and two hexadecimal digits.
 */
final class TypeNotes {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private byte[] array;
    private int end;
    private int next;
    private int nameStart;
    private int nameEnd;
    private int tag;
    private boolean binary;
    private boolean pending;
    private int takenTag;
    private boolean takenBinary;

    /** Adds a note to {@code out}. */
    static void write(ByteWriter out, byte[] names, int nameStart, int nameLength, int tag, boolean binary) {
        if (out.size() > 0) {
            out.u8(',');
        }
        for (int i = nameStart; i < nameStart + nameLength; i++) {
            byte b = names[i];
            if (isSpecial(b)) {
                out.u8('%');
                out.u8(HEX[(b >> 4) & 0xF]);
                out.u8(HEX[b & 0xF]);
            } else {
                out.u8(b);
            }
        }
        out.u8('=');
        out.u8(tag);
        if (binary) {
            out.u8(FieldText.BINARY_MARK);
        }
    }

    private static boolean isSpecial(byte b) {
        return b == ',' || b == '=' || b == '%' || b == FieldText.BINARY_MARK;
    }

    /** Starts reading. */
    void open(byte[] newArray, int start, int length) {
        array = newArray;
        next = start;
        end = start + length;
        advance();
    }

    /** Takes the next note if it is for a header of that name; then {@link #tag()} and {@link #isBinary()} hold. */
    boolean take(byte[] names, int start, int length) {
        if (!pending || !matches(names, start, length)) {
            return false;
        }
        takenTag = tag;
        takenBinary = binary;
        advance();
        return true;
    }

    /** The type letter of the note taken last. */
    int tag() {
        return takenTag;
    }

    /** Whether the note taken last says that the value is in binary form. */
    boolean isBinary() {
        return takenBinary;
    }

    /** Parses the note at {@code next}. Text that is not a note, from whoever wrote it, ends the list. */
    private void advance() {
        pending = false;
        nameStart = next;
        int at = next;
        while (at < end && array[at] != '=') {
            at++;
        }
        if (at + 1 >= end) {
            return;
        }
        nameEnd = at;
        tag = array[at + 1] & 0xFF;
        at += 2;
        binary = at < end && array[at] == FieldText.BINARY_MARK;
        if (binary) {
            at++;
        }
        if (at < end && array[at] != ',') {
            return;
        }
        next = Math.min(at + 1, end);
        pending = true;
    }

    private boolean matches(byte[] names, int start, int length) {
        int at = nameStart;
        for (int i = start; i < start + length; i++) {
            if (at >= nameEnd) {
                return false;
            }
            int expected = array[at++];
            if (expected == '%' && at + 2 <= nameEnd) {
                expected = (byte) (Character.digit(array[at], 16) << 4 | Character.digit(array[at + 1], 16));
                at += 2;
            }
            if (expected != names[i]) {
                return false;
            }
        }
        return at == nameEnd;
    }
}
