package io.volok.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCounted;
import io.volok.log.LogSlice;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session has sent since its last flush, in order. Small pieces are gathered into chunks so that a batch of
 * frames becomes one socket write; large owned buffers and file regions pass through uncopied.
 *
 * <p>Owned by the session's home shard.
 */
final class OutQueue {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int FIRST_CHUNK_BYTES = 4 * 1024;
    /** Below this, copying is cheaper than a separate piece in a gathering write. */
    private static final int COPY_BELOW_BYTES = 8 * 1024;

    /** Below this, one read into the chunk is cheaper than a system call of its own. */
    private static final int SENDFILE_FROM_BYTES = 16 * 1024;

    private final ByteBufAllocator allocator;
    private final boolean sendsFiles;
    private List<Object> pieces = new ArrayList<>();
    private ByteBuf chunk;
    private long queuedBytes;

    /**
     * An empty queue.
     *
     * @param sendsFiles whether file regions may be queued; what has to be encrypted must be read
     */
    OutQueue(ByteBufAllocator allocator, boolean sendsFiles) {
        this.allocator = allocator;
        this.sendsFiles = sendsFiles;
    }

    long queuedBytes() {
        return queuedBytes;
    }

    void add(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            ByteBuf target = room(left);
            int n = Math.min(left, target.maxWritableBytes());
            target.writeBytes(bytes, from, n);
            from += n;
            left -= n;
        }
        queuedBytes += length;
    }

    void add(ByteBuffer owned) {
        int length = owned.remaining();
        if (length == 0) {
            return;
        }
        if (length >= COPY_BELOW_BYTES) {
            add(Unpooled.wrappedBuffer(owned), length);
            return;
        }
        while (owned.hasRemaining()) {
            ByteBuf target = room(owned.remaining());
            int n = Math.min(owned.remaining(), target.maxWritableBytes());
            target.writeBytes(owned.slice(owned.position(), n));
            owned.position(owned.position() + n);
        }
        queuedBytes += length;
    }

    /** Takes over one reference to the slice. */
    void add(LogSlice slice) {
        int length = slice.length();
        FileChannel file = sendsFiles ? slice.channel().orElse(null) : null;
        if (file != null && length >= SENDFILE_FROM_BYTES) {
            add(new SliceRegion(slice, file), length);
            return;
        }
        try {
            copy(slice, length);
        } finally {
            slice.release();
        }
    }

    private void copy(LogSlice slice, int length) {
        int done = 0;
        while (done < length) {
            ByteBuf target = room(length - done);
            int n = Math.min(length - done, target.maxWritableBytes());
            target.ensureWritable(n);
            int start = target.writerIndex();
            int read = slice.readInto(target.nioBuffer(start, n), done);
            if (read <= 0) {
                throw new IllegalStateException("A log slice of " + length + " bytes ends at " + done);
            }
            target.writerIndex(start + read);
            done += read;
        }
        queuedBytes += length;
    }

    /** Queues a buffer or file region; its reference passes to this queue. */
    void add(ReferenceCounted piece, long length) {
        endChunk();
        pieces.add(piece);
        queuedBytes += length;
    }

    /** Takes everything out; the caller owns the references. */
    List<Object> drain() {
        endChunk();
        List<Object> drained = pieces;
        pieces = new ArrayList<>(drained.size());
        queuedBytes = 0;
        return drained;
    }

    /** Drops everything. */
    void release() {
        for (Object piece : drain()) {
            ((ReferenceCounted) piece).release();
        }
    }

    private ByteBuf room(int wanted) {
        if (chunk != null && chunk.maxWritableBytes() == 0) {
            endChunk();
        }
        if (chunk == null) {
            int initial = queuedBytes == 0 ? Math.max(FIRST_CHUNK_BYTES, wanted) : CHUNK_BYTES;
            chunk = allocator.directBuffer(Math.min(initial, CHUNK_BYTES), CHUNK_BYTES);
        }
        return chunk;
    }

    private void endChunk() {
        if (chunk != null) {
            pieces.add(chunk);
            chunk = null;
        }
    }
}
