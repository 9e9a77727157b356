package io.volok.server.stream;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A frame from the client; its fields are read in order. The bytes are valid while the frame is handled only.
 *
 * <pre>
 *   Size u32 | Key u16 | Version u16 | fields
 * </pre>
 */
final class Request {

    private static final int ARRAY_MAX = 1 << 20;

    private final Command command;
    private final int version;
    private final ByteBuffer in;
    private int correlationId;

    /** @param frame what follows the size */
    Request(ByteBuffer frame) {
        int key = ByteReader.u16(frame);
        command = Command.of(key);
        version = ByteReader.u16(frame);
        in = frame;
        if (command == null) {
            throw new MalformedBytes(-1, "unknown command " + key);
        }
    }

    Command command() {
        return command;
    }

    int version() {
        return version;
    }

    /** Reads the correlation id, which comes first where there is one. */
    Request correlated() {
        correlationId = ByteReader.i32(in);
        return this;
    }

    int correlationId() {
        return correlationId;
    }

    int u8() {
        return ByteReader.u8(in);
    }

    int u16() {
        return ByteReader.u16(in);
    }

    int i32() {
        return ByteReader.i32(in);
    }

    long i64() {
        return ByteReader.i64(in);
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    /** A text; null is an empty one. */
    String text() {
        int length = (short) ByteReader.u16(in);
        return length <= 0 ? "" : ByteReader.text(in, length);
    }

    /** A text as it came; null if there is none. */
    byte[] textBytes() {
        int length = (short) ByteReader.u16(in);
        if (length < 0) {
            return null;
        }
        ByteReader.need(in, length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    byte[] bytes() {
        ByteBuffer view = view(Math.max(0, ByteReader.i32(in)));
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }

    /** The next bytes, as a view. */
    ByteBuffer view(int length) {
        ByteReader.need(in, length);
        ByteBuffer view = in.slice(in.position(), length);
        in.position(in.position() + length);
        return view;
    }

    /** Whether the next bit, which is not taken, is set. */
    boolean nextBit() {
        ByteReader.need(in, 1);
        return in.get(in.position()) < 0;
    }

    /** How many items follow. */
    int count() {
        int count = ByteReader.i32(in);
        if (count > ARRAY_MAX || count > in.remaining()) {
            throw new MalformedBytes(-1, "an array of " + count + " items in " + in.remaining() + " bytes");
        }
        return Math.max(0, count);
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            texts.add(text());
        }
        return texts;
    }

    Map<String, String> map() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int left = count(); left > 0; left--) {
            map.put(text(), text());
        }
        return map;
    }
}
