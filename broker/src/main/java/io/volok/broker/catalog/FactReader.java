package io.volok.broker.catalog;

import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.table.FieldReader;
import io.volok.codec.table.FieldTable;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads one fact, field by field, as {@link FactWriter} wrote it. */
public final class FactReader {

    private final ByteBuffer in;
    private final int type;
    private final int version;

    /** A reader at the start of a fact; {@link MalformedBytes} if it is too short to be one. */
    public FactReader(byte[] fact) {
        if (fact.length < 2) {
            throw new MalformedBytes(0, "a fact of " + fact.length + " bytes");
        }
        this.in = ByteBuffer.wrap(fact);
        this.type = in.get() & 0xff;
        this.version = in.get() & 0xff;
    }

    /** The fact's type. */
    public int type() {
        return type;
    }

    /** The version of the type's layout. */
    public int version() {
        return version;
    }

    /** Reads a text or null. */
    public String text() {
        try {
            int length = in.getInt();
            if (length < 0) {
                return null;
            }
            byte[] bytes = new byte[checked(length)];
            in.get(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (BufferUnderflowException e) {
            throw cut();
        }
    }

    /** Reads a number. */
    public long number() {
        try {
            return in.getLong();
        } catch (BufferUnderflowException e) {
            throw cut();
        }
    }

    /** Reads yes or no. */
    public boolean flag() {
        try {
            return in.get() != 0;
        } catch (BufferUnderflowException e) {
            throw cut();
        }
    }

    /** Reads a table. */
    public FieldTable table() {
        return FieldReader.table(in);
    }

    /** Reads texts. */
    public List<String> texts() {
        try {
            int count = checked(in.getInt());
            List<String> texts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                texts.add(text());
            }
            return texts;
        } catch (BufferUnderflowException e) {
            throw cut();
        }
    }

    private int checked(int count) {
        if (count < 0 || count > in.remaining()) {
            throw new MalformedBytes(in.position(), "a count of " + count + " in a fact");
        }
        return count;
    }

    private MalformedBytes cut() {
        return new MalformedBytes(in.position(), "a fact of type " + type + " ends too early");
    }
}
