package io.volok.codec.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The record header names that the mapping gives a meaning, each with a slot number: the properties by their ordinal,
 * then the others.
 */
final class RecordNames {

    /** All record headers that are not AMQP headers of the message start so. */
    static final String PREFIX = "amqp.";
    static final int PREFIX_LENGTH = PREFIX.length();

    static final int EXCHANGE = Property.COUNT;
    static final int ROUTING_KEY = EXCHANGE + 1;
    static final int TYPES = ROUTING_KEY + 1;
    static final int KEY_PLACE = TYPES + 1;
    static final int TOMBSTONE_PLACE = KEY_PLACE + 1;
    static final int DIED = TOMBSTONE_PLACE + 1;
    /** The first of the notes, which follow by their ordinal. */
    static final int NOTES = DIED + 1;
    static final int SLOTS = NOTES + StreamNote.COUNT;

    static final byte[] EXCHANGE_NAME = ascii("amqp.exchange");
    static final byte[] ROUTING_KEY_NAME = ascii("amqp.routing-key");
    static final byte[] TYPES_NAME = ascii("amqp.types");
    static final byte[] KEY_PLACE_NAME = ascii("amqp.key-place");
    static final byte[] TOMBSTONE_PLACE_NAME = ascii("amqp.tombstone-place");
    /** The broker's own mark on dead letters; the value is the queue engine's business. */
    static final byte[] DIED_NAME = ascii("amqp.died");
    /** Put before AMQP header names that start with {@link #PREFIX} themselves. */
    static final byte[] ESCAPE = ascii("amqp.header.");

    /** The AMQP header that is the record's key. */
    static final byte[] KEY_HEADER = ascii("x-kafka-key");
    /** The AMQP header that, if true on an empty body, makes the record's value null. */
    static final byte[] TOMBSTONE_HEADER = ascii("x-kafka-tombstone");

    private static final byte[][] NAME_OF_SLOT = namesOfSlots();
    private static final int LONGEST = Arrays.stream(NAME_OF_SLOT).mapToInt(name -> name.length).max().orElseThrow();
    /** Slots by name length: a handful of candidates at most. */
    private static final int[][] SLOTS_OF_LENGTH = slotsOfLengths();

    private RecordNames() {
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[][] namesOfSlots() {
        byte[][] names = new byte[SLOTS][];
        for (Property property : Property.ALL) {
            names[property.ordinal()] = property.recordHeaderName();
        }
        names[EXCHANGE] = EXCHANGE_NAME;
        names[ROUTING_KEY] = ROUTING_KEY_NAME;
        names[TYPES] = TYPES_NAME;
        names[KEY_PLACE] = KEY_PLACE_NAME;
        names[TOMBSTONE_PLACE] = TOMBSTONE_PLACE_NAME;
        names[DIED] = DIED_NAME;
        for (StreamNote note : StreamNote.ALL) {
            names[NOTES + note.ordinal()] = note.recordHeaderName();
        }
        return names;
    }

    private static int[][] slotsOfLengths() {
        int[][] slots = new int[LONGEST + 1][];
        Arrays.setAll(slots, length -> IntStream.range(0, SLOTS)
                .filter(slot -> NAME_OF_SLOT[slot].length == length).toArray());
        return slots;
    }

    static boolean hasPrefix(byte[] array, int start, int length) {
        return length >= PREFIX_LENGTH && array[start] == 'a' && array[start + 1] == 'm' && array[start + 2] == 'q'
                && array[start + 3] == 'p' && array[start + 4] == '.';
    }

    /** The slot of a name that has the prefix; -1 if it means nothing to us. */
    static int slotOf(byte[] array, int start, int length) {
        if (length > LONGEST) {
            return -1;
        }
        for (int slot : SLOTS_OF_LENGTH[length]) {
            byte[] name = NAME_OF_SLOT[slot];
            // Names of one length differ in their first letter; no need to compare the rest of the wrong ones.
            if (name[PREFIX_LENGTH] == array[start + PREFIX_LENGTH] && is(name, array, start, length)) {
                return slot;
            }
        }
        return -1;
    }

    static boolean isEscaped(byte[] array, int start, int length) {
        return length >= ESCAPE.length
                && Arrays.equals(ESCAPE, 0, ESCAPE.length, array, start, start + ESCAPE.length);
    }

    static boolean is(byte[] name, byte[] array, int start, int length) {
        return name.length == length && Arrays.equals(name, 0, length, array, start, start + length);
    }
}
