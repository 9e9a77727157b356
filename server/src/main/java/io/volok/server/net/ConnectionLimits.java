package io.volok.server.net;

import java.net.InetAddress;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * How many connections a listener takes, how long one may be silent and how much it may leave in the kernel. Asked for
 * each new connection on its loop, so that a changed setting counts from then on.
 *
 * @param door where connections come in; who finds no place waits for one. Null for as many as come
 * @param perAddress most connections of one peer address; the next one is closed at once
 * @param idleMs how long a connection may send nothing before it is closed; 0 for ever
 * @param pace how fast connections may come
 * @param sendBufferBytes size of each connection's send buffer; 0 leaves it to the system, which grows it as needed
 */
public record ConnectionLimits(ConnectionSlots.Door door, ToIntFunction<InetAddress> perAddress,
                               LongSupplier idleMs, Pace pace, IntSupplier sendBufferBytes) {

    /** How fast connections may come. Asked once for each connection. */
    public interface Pace {

        /** As fast as they like. */
        Pace ANY = new Pace() {
            @Override
            public int refusedForMs(InetAddress address) {
                return 0;
            }

            @Override
            public int pauseMs() {
                return 0;
            }
        };

        /**
         * 0 for a connection from {@code address} that may stay; else for how long it is kept without being heard
         * before it is closed, so that a client that tries again at once does not gain by it.
         */
        int refusedForMs(InetAddress address);

        /** For how long no further connection is accepted after this one. */
        int pauseMs();
    }

    /** No limits. */
    public static final ConnectionLimits NONE =
            new ConnectionLimits(null, address -> Integer.MAX_VALUE, () -> 0, Pace.ANY, () -> 0);
}
