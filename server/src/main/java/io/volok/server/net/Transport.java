package io.volok.server.net;

import io.volok.broker.shard.Shard;
import io.volok.log.LogSlice;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;

/**
 * A session's way out to its peer. Only the session's home shard may call, except where said otherwise.
 *
 * <p>Sends are queued in order and leave with {@link #flush()}, which a session calls once per batch
 * ({@link Shard.Phase#SEND}). After the connection is gone all calls are silently without effect.
 */
public interface Transport {

    /** Queues bytes; they are copied before the call returns. */
    void send(byte[] bytes, int offset, int length);

    /**
     * Queues the buffer's remaining bytes without copying them. The buffer's content belongs to the transport from now
     * on and must not be changed any more.
     */
    void send(ByteBuffer owned);

    /**
     * Queues stored bytes, from file to socket without copying where that is possible. One reference to the slice
     * passes to the transport, which releases it when the bytes have left or the connection is gone.
     */
    void send(LogSlice slice);

    /** Hands everything queued so far to the socket. */
    void flush();

    /** Flushes, then closes when what was sent has left. No bytes are delivered to the session any more. */
    void close();

    /** Whether the peer takes what it is sent; false while too many bytes wait for it. */
    boolean isWritable();

    /** How many bytes it makes sense to send before a flush: less, where there are many connections. Any thread. */
    default int window() {
        return 1 << 20;
    }

    /**
     * Runs the task once, on the home shard, when {@link #isWritable()} has become true (soon, if it is true now).
     * Only the latest task is kept.
     */
    void onWritable(Runnable task);

    /** Stops reading from the socket; bytes already read may still be delivered. */
    void pauseReading();

    /** Reads again after {@link #pauseReading()}. */
    void resumeReading();

    /**
     * Makes another shard this session's home: from the end of the present {@link SessionInput} call, all further
     * calls come there, and only that shard may use this transport. A session moves at most once.
     */
    void moveTo(Shard shard);

    /** Whether the bytes travel encrypted. */
    default boolean isEncrypted() {
        return false;
    }

    /** The certificate that the peer has proved to own, or null; not before its first bytes have arrived. */
    default X509Certificate peerCertificate() {
        return null;
    }

    /** This end of the connection. */
    SocketAddress local();

    /** The peer's end of the connection. */
    SocketAddress remote();
}
