package io.volok.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Lets all sockets of an event loop read into one buffer, one after the other: a session uses up what it is given within
 * the call. So a read costs no allocation, its target is in the processor's cache, and a connection that is quiet holds
 * nothing. A buffer of its own is only taken for a read while somebody still holds the shared one, as a session that
 * has just moved to another shard does.
 */
final class SharedReads extends DefaultMaxMessagesRecvByteBufAllocator {

    private static final int SHARED_BYTES = 256 * 1024;
    private static final int OWN_BYTES = 32 * 1024;

    /** Not watched for leaks: it lives as long as its loop's thread. */
    private static final ByteBufAllocator UNWATCHED = new UnpooledByteBufAllocator(true, true);
    private static final FastThreadLocal<ByteBuf> SHARED = new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
            return UNWATCHED.directBuffer(SHARED_BYTES, SHARED_BYTES);
        }

        @Override
        protected void onRemoval(ByteBuf shared) {
            shared.release();
        }
    };

    SharedReads() {
        super(ReadSizes.READS_PER_ROUND);
    }

    @Override
    @SuppressWarnings("deprecation") // the only name under which Netty knows what makes handles
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                ByteBuf shared = SHARED.get();
                return shared.refCnt() == 1 ? shared.clear().retain() : allocator.ioBuffer(guess());
            }

            @Override
            public int guess() {
                return OWN_BYTES;
            }
        };
    }
}
