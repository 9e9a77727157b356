package io.volok.broker.catalog;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Writes one fact: its type, the version of that type's layout, then its fields.
 *
 * <pre>
 *   0      1         2
 *   +------+---------+-----------------------------------------------+
 *   | type | version | fields, each without a name, in a fixed order |
 *   +------+---------+-----------------------------------------------+
 *   text:  length int32 (-1 for null), UTF-8      number: int64      flag: int8
 *   table: AMQP field table                       list: count int32, then its elements
 * </pre>
 *
 * <p>A newer version only adds fields at the end, so that an older reader is never asked to guess.
 */
public final class FactWriter {

    private final ByteWriter out = new ByteWriter(128);

    /** Starts a fact. */
    public FactWriter(int type, int version) {
        out.u8(type);
        out.u8(version);
    }

    /** Writes a text, which may be null. */
    public FactWriter text(String text) {
        if (text == null) {
            out.u32(-1);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.u32(bytes.length);
            out.bytes(bytes);
        }
        return this;
    }

    /** Writes a number. */
    public FactWriter number(long value) {
        out.u64(value);
        return this;
    }

    /** Writes yes or no. */
    public FactWriter flag(boolean value) {
        out.u8(value ? 1 : 0);
        return this;
    }

    /** Writes a table. */
    public FactWriter table(FieldTable table) {
        FieldWriter.table(out, table);
        return this;
    }

    /** Writes texts. */
    public FactWriter texts(Collection<String> texts) {
        out.u32(texts.size());
        texts.forEach(this::text);
        return this;
    }

    /** The fact. */
    public byte[] bytes() {
        return out.toByteArray();
    }
}
