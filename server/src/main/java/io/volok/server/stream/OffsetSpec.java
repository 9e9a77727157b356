package io.volok.server.stream;

import io.volok.broker.vhost.StreamStart;
import io.volok.codec.bytes.MalformedBytes;

/** Where to begin: type u16 (0 none, 1 first, 2 last, 3 next, 4 offset, 5 timestamp), and an i64 for the last two. */
final class OffsetSpec {

    static final int OFFSET = 4;

    private OffsetSpec() {
    }

    /** Null for none. */
    static StreamStart read(Request request) {
        int type = request.u16();
        return switch (type) {
            case 0 -> null;
            case 1 -> new StreamStart.First();
            case 2 -> new StreamStart.Last();
            case 3 -> new StreamStart.Next();
            case OFFSET -> new StreamStart.AtOffset(request.i64());
            case 5 -> new StreamStart.AtTime(request.i64());
            default -> throw new MalformedBytes(-1, "offset type " + type);
        };
    }
}
