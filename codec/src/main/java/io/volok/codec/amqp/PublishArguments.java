package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteReader;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.bytes.ShortStringCache;
import java.nio.ByteBuffer;

/**
 * The arguments of {@code basic.publish} as a reusable object: what {@link BasicMethod.Publish} says, without
 * allocation for names that were seen lately. One per connection.
 *
 * <pre>
 *   ticket uint16 | exchange short string | routing key short string | bit 0 mandatory, bit 1 immediate
 * </pre>
 */
public final class PublishArguments {

    private static final int MANDATORY = 1;
    private static final int IMMEDIATE = 2;

    private final ShortStringCache exchanges = new ShortStringCache();
    private final ShortStringCache routingKeys = new ShortStringCache();
    private ShortString exchange = ShortString.EMPTY;
    private ShortString routingKey = ShortString.EMPTY;
    private int bits;

    /**
     * Reads the arguments: what remains in the buffer, all of it.
     *
     * @throws MalformedBytes if they are not those of a publish
     */
    public void read(ByteBuffer in) {
        ByteReader.u16(in);
        exchange = exchanges.read(in);
        routingKey = routingKeys.read(in);
        bits = ByteReader.u8(in);
        if (in.hasRemaining()) {
            throw new MalformedBytes(in.position(), "bytes behind the arguments of basic.publish");
        }
    }

    /** The exchange, empty for the default one. */
    public ShortString exchange() {
        return exchange;
    }

    /** The routing key. */
    public ShortString routingKey() {
        return routingKey;
    }

    /** Whether an unroutable message must come back. */
    public boolean isMandatory() {
        return (bits & MANDATORY) != 0;
    }

    /** Whether the message must be delivered at once, which RabbitMQ does not implement. */
    public boolean isImmediate() {
        return (bits & IMMEDIATE) != 0;
    }
}
