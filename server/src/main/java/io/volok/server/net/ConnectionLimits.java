package io.volok.server.net;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How many connections a listener takes, and how long one may be silent. Asked for each new connection on its loop, so
 * that a changed setting counts from then on.
 *
 * @param connections most connections of the listener; the next one is closed at once
 * @param perAddress most connections of one peer address
 * @param idleMs how long a connection may send nothing before it is closed; 0 for ever
 */
public record ConnectionLimits(IntSupplier connections, IntSupplier perAddress, LongSupplier idleMs) {

    /** No limits. */
    public static final ConnectionLimits NONE =
            new ConnectionLimits(() -> Integer.MAX_VALUE, () -> Integer.MAX_VALUE, () -> 0);
}
