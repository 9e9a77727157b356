package io.volok.server.stream;

import io.volok.codec.bytes.ByteWriter;
import io.volok.server.net.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Frames on their way out, gathered until the end of the batch. */
final class Outbox {

    private static final int KEEP_BYTES = 256 << 10;

    private final ByteWriter out = new ByteWriter(1024);
    private int sizeAt;
    private long sent;
    private long writes;

    /** Begins a frame whose fields the caller writes. */
    Outbox begin(Command command, int version, boolean response) {
        sizeAt = out.reserve(Integer.BYTES);
        out.u16(response ? command.key | Command.RESPONSE : command.key);
        out.u16(version);
        return this;
    }

    /** Begins the answer to a request. */
    Outbox answer(Request request, ResponseCode code) {
        begin(request.command(), 1, true);
        out.u32(request.correlationId());
        out.u16(code.code);
        return this;
    }

    Outbox u8(int value) {
        out.u8(value);
        return this;
    }

    Outbox u16(int value) {
        out.u16(value);
        return this;
    }

    Outbox u32(int value) {
        out.u32(value);
        return this;
    }

    Outbox u64(long value) {
        out.u64(value);
        return this;
    }

    Outbox text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.u16(bytes.length);
        out.bytes(bytes);
        return this;
    }

    Outbox map(Map<String, String> map) {
        out.u32(map.size());
        map.forEach((key, value) -> text(key).text(value));
        return this;
    }

    Outbox bytes(ByteWriter bytes) {
        out.bytes(bytes.array(), 0, bytes.size());
        return this;
    }

    /** Ends the frame. */
    void end() {
        out.patchU32(sizeAt, out.size() - sizeAt - Integer.BYTES);
    }

    /** Bytes sent so far. */
    long sent() {
        return sent;
    }

    /** How often bytes were sent. */
    long writes() {
        return writes;
    }

    /** Gives everything to the socket. */
    void flush(Transport transport) {
        if (out.size() > 0) {
            transport.send(out.array(), 0, out.size());
            sent += out.size();
            writes++;
            out.reset(KEEP_BYTES);
        }
        transport.flush();
    }
}
