package io.volok.server.net;

import io.netty.channel.DefaultFileRegion;
import io.volok.log.LogSlice;
import java.nio.channels.FileChannel;

/**
 * A slice of a log on its way to a socket without being copied: sendfile with epoll, {@code transferTo} with NIO.
 *
 * <p>Unlike its superclass it never closes the file, which other readers and the writer share; it gives its reference
 * to the slice back instead.
 */
final class SliceRegion extends DefaultFileRegion {

    private final LogSlice slice;

    /** Takes over one reference to the slice. */
    SliceRegion(LogSlice slice, FileChannel file) {
        super(file, slice.position(), slice.length());
        this.slice = slice;
    }

    @Override
    protected void deallocate() {
        slice.release();
    }
}
