package io.volok.server.net;

import java.nio.ByteBuffer;

/**
 * What a protocol session hears from its socket. All calls come on the session's home shard, one at a time.
 *
 * <p>An exception that leaves one of these methods closes the connection; nothing else notices.
 */
public interface SessionInput {

    /**
     * Bytes have arrived, cut anywhere. The buffer and its content are valid during the call only; the session keeps
     * what it could not use yet. What it leaves unread is lost, unless it has moved in this call: then the unread rest
     * is given again at its new home.
     */
    void onBytes(ByteBuffer bytes);

    /** Everything that was ready to read has been given; more may follow in the next round. */
    void onReadComplete();

    /**
     * The connection is gone; nothing more can be sent. Called exactly once, also after the session's own
     * {@link Transport#close()}.
     *
     * @param cause why, or null if either side simply closed it
     */
    void onClosed(Throwable cause);
}
