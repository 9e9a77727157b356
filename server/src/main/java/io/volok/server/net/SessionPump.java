package io.volok.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.volok.broker.shard.Shard;
import io.volok.log.store.CorruptLog;
import io.volok.log.store.LogFailed;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries bytes from one socket to its session. Owned by the socket's event loop.
 *
 * <p>While the session's home is the shard on that loop, bytes are given straight from the read buffer. After
 * {@link Transport#moveTo} they are posted to the new home read by read, and reading stops while too many of them wait
 * there.
 */
final class SessionPump extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(SessionPump.class);
    private static final long HANDED_OVER_BYTES_MAX = 1024 * 1024;

    private final Shard firstHome;
    private final SessionFactory factory;
    private final SendWindow window;
    private final long idleMs;
    private final AtomicLong handedOverBytes = new AtomicLong();
    private ChannelTransport transport;
    /** Null while, and if, the factory has not made one. */
    private SessionInput session;
    private Throwable cause;
    private long lastReadMs;

    /**
     * A pump.
     *
     * @param idleMs after how long a silence the connection is closed; 0 for never
     */
    SessionPump(Shard home, SessionFactory factory, SendWindow window, long idleMs) {
        this.firstHome = home;
        this.factory = factory;
        this.window = window;
        this.idleMs = idleMs;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        window.opened();
        transport = new ChannelTransport(context.channel(), firstHome, window);
        session = factory.open(transport, firstHome);
        if (idleMs > 0) {
            lastReadMs = firstHome.nowMs();
            checkSilence(context);
        }
    }

    private void checkSilence(ChannelHandlerContext context) {
        long leftMs = lastReadMs + idleMs - firstHome.nowMs();
        if (leftMs <= 0) {
            context.close();
        } else if (context.channel().isActive()) {
            context.executor().schedule(() -> checkSilence(context), leftMs, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (session == null || transport.isClosing()) {
            bytes.release();
        } else if (transport.home() == firstHome) {
            giveHere(bytes);
        } else {
            handOver(transport.home(), bytes);
        }
    }

    private void giveHere(ByteBuf bytes) {
        try {
            ByteBuffer view = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
            guarded(() -> session.onBytes(view));
            if (transport.home() != firstHome && view.hasRemaining()) {
                bytes.skipBytes(bytes.readableBytes() - view.remaining());
                handOver(transport.home(), bytes.retain());
            }
        } finally {
            bytes.release();
        }
    }

    private void handOver(Shard home, ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (handedOverBytes.addAndGet(length) > HANDED_OVER_BYTES_MAX) {
            transport.holdReading(true);
        }
        home.execute(() -> {
            try {
                if (!transport.isClosing()) {
                    guarded(() -> session.onBytes(bytes.nioBuffer()));
                }
            } finally {
                bytes.release();
                if (handedOverBytes.addAndGet(-length) <= HANDED_OVER_BYTES_MAX / 2) {
                    transport.holdReading(false);
                }
            }
        });
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (idleMs > 0) {
            lastReadMs = firstHome.nowMs();
        }
        if (session != null && !transport.isClosing()) {
            onHome(session::onReadComplete);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        onHome(transport::writabilityChanged);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        window.closed();
        onHome(() -> {
            transport.closed();
            if (session != null) {
                session.onClosed(cause);
            }
        });
    }

    /** Socket errors arrive here (a reset by the peer, as a rule), and what a handler let escape. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        cause = failure;
        context.close();
    }

    private void onHome(Runnable task) {
        Shard home = transport.home();
        if (home.isCurrent()) {
            guarded(task);
        } else {
            home.execute(() -> guarded(task));
        }
    }

    /** A session's bug costs its own connection and nothing else. A failure of the store is the shard's business. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (CorruptLog damaged) {
            LOG.error("Connection {} is closed: it asked for what is damaged", transport, damaged);
            transport.abort();
        } catch (LogFailed storeFailed) {
            transport.home().execute(() -> {
                throw storeFailed;
            });
        } catch (RuntimeException failure) {
            LOG.error("Connection {} is closed after an error in its session", transport, failure);
            transport.abort();
        }
    }
}
