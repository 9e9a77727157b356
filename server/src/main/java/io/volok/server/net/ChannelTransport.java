package io.volok.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCounted;
import io.volok.broker.shard.Shard;
import io.volok.log.LogSlice;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Transport} over a Netty channel. Fields without a word about threads belong to the home shard. */
final class ChannelTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelTransport.class);
    /** Below this part of the window the peer takes more again. */
    private static final int LOW_PART = 4;
    /** How long a closed session's last bytes may take to leave, and the peer to hang up. */
    private static final long FLUSH_TIMEOUT_MS = 10_000;
    private static final long LINGER_MS = 2_000;

    private final Channel channel;
    private final SendWindow window;
    private final OutQueue out;
    /** Null where the bytes travel in the clear. */
    private final SslHandler tls;
    private final SocketAddress local;
    private final SocketAddress remote;
    /** Written by the home shard, read by the socket's loop. */
    private volatile Shard home;
    private volatile boolean closing;
    private Runnable whenWritable;
    /** The two reasons not to read; both owned by the socket's loop. */
    private boolean readingPaused;
    private boolean readingHeld;
    /** What the channel was told to take; owned by the socket's loop. */
    private int waterMark;

    ChannelTransport(Channel channel, Shard home, SendWindow window) {
        this.channel = channel;
        this.window = window;
        this.home = home;
        this.tls = channel.pipeline().get(SslHandler.class);
        this.out = new OutQueue(channel.alloc(), tls == null);
        this.local = channel.localAddress();
        this.remote = channel.remoteAddress();
    }

    Shard home() {
        return home;
    }

    boolean isClosing() {
        return closing;
    }

    @Override
    public void send(byte[] bytes, int offset, int length) {
        if (!closing) {
            add(() -> out.add(bytes, offset, length));
        }
    }

    @Override
    public void send(ByteBuffer owned) {
        if (!closing) {
            add(() -> out.add(owned));
        }
    }

    @Override
    public void send(LogSlice slice) {
        if (closing) {
            slice.release();
        } else {
            add(() -> out.add(slice));
        }
    }

    /** Where there is no memory for what a peer is to get, its connection is the one that suffers. */
    private void add(Runnable addition) {
        try {
            addition.run();
        } catch (OutOfMemoryError none) {
            LOG.warn("{} is closed: there is no memory for what it would be sent ({})", this, none.getMessage());
            closing = true;
            onLoop(this::abort);
        }
    }

    @Override
    public void flush() {
        if (out.queuedBytes() == 0) {
            return;
        }
        List<Object> pieces = out.drain();
        onLoop(() -> write(pieces));
        if (whenWritable != null && isWritable()) {
            home.execute(this::writabilityChanged);
        }
    }

    private void write(List<Object> pieces) {
        if (!channel.isActive()) {
            pieces.forEach(piece -> ((ReferenceCounted) piece).release());
            return;
        }
        int most = window.bytes();
        if (most != waterMark) {
            waterMark = most;
            channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(most / LOW_PART, most));
        }
        for (Object piece : pieces) {
            channel.write(piece, channel.voidPromise());
        }
        channel.flush();
    }

    /**
     * Closing a socket that still has unread input makes the kernel send a reset, which can overtake our last words.
     * So the output is shut first, input is read and dropped until the peer hangs up, and only then comes the close.
     */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        flush();
        closing = true;
        onLoop(() -> {
            readingPaused = false;
            readingHeld = false;
            channel.config().setAutoRead(true);
            channel.eventLoop().schedule(() -> channel.close(), FLUSH_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
                if (tls == null) {
                    ((DuplexChannel) channel).shutdownOutput();
                } else {
                    channel.close(); // which tells the peer that this is the end
                }
                channel.eventLoop().schedule(() -> channel.close(), LINGER_MS, TimeUnit.MILLISECONDS);
            });
        });
    }

    /** Closes at once; what has not left is dropped. */
    void abort() {
        closing = true;
        out.release();
        channel.close();
    }

    /** The connection is gone. */
    void closed() {
        closing = true;
        whenWritable = null;
        out.release();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable() && out.queuedBytes() < window.bytes();
    }

    @Override
    public int window() {
        return window.bytes();
    }

    @Override
    public void onWritable(Runnable task) {
        whenWritable = task;
        if (isWritable()) {
            home.execute(this::writabilityChanged);
        }
    }

    void writabilityChanged() {
        if (whenWritable != null && isWritable()) {
            Runnable task = whenWritable;
            whenWritable = null;
            task.run();
        }
    }

    @Override
    public void pauseReading() {
        onLoop(() -> {
            readingPaused = true;
            applyReading();
        });
    }

    @Override
    public void resumeReading() {
        onLoop(() -> {
            readingPaused = false;
            applyReading();
        });
    }

    /** The pump's own reason to stop reading: the home shard has enough to do. */
    void holdReading(boolean hold) {
        onLoop(() -> {
            if (readingHeld != hold) {
                readingHeld = hold;
                applyReading();
            }
        });
    }

    private void applyReading() {
        channel.config().setAutoRead(closing || !readingPaused && !readingHeld);
    }

    @Override
    public void moveTo(Shard shard) {
        home = shard;
    }

    @Override
    public boolean isEncrypted() {
        return tls != null;
    }

    @Override
    public X509Certificate peerCertificate() {
        try {
            return tls == null ? null : (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException hasShownNone) {
            return null;
        }
    }

    @Override
    public SocketAddress local() {
        return local;
    }

    @Override
    public SocketAddress remote() {
        return remote;
    }

    private void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    @Override
    public String toString() {
        return remote + " -> " + local;
    }
}
