package io.volok.server.kafka.quota;

import io.volok.broker.shard.Shard;
import io.volok.server.net.ConnectionLimits;
import java.net.InetAddress;
import java.util.function.IntSupplier;

/**
 * How fast connections may come (KIP-612): for each address by quota, for the broker and for each listener by
 * {@code max.connection.creation.rate}. An address that is too fast has its connection closed after a while; if all
 * together are, the listener accepts nothing for a while.
 */
public final class ConnectionRates implements ConnectionLimits.Pace {

    private final Quotas quotas;
    private final IntSupplier mostPerSecond;
    private final Shard clock;
    private final RateMeter meter;
    /** Of the whole broker; null if this is it. */
    private final ConnectionRates above;

    /**
     * The rate of all listeners together.
     *
     * @param mostPerSecond for the whole broker
     * @param clock whose time counts; may be asked by any thread
     */
    public ConnectionRates(Quotas quotas, IntSupplier mostPerSecond, Shard clock) {
        this(quotas, mostPerSecond, clock, null);
    }

    private ConnectionRates(Quotas quotas, IntSupplier mostPerSecond, Shard clock, ConnectionRates above) {
        this.quotas = quotas;
        this.mostPerSecond = mostPerSecond;
        this.clock = clock;
        this.meter = new RateMeter(quotas.windows());
        this.above = above;
    }

    /** The rate of one listener, which counts for this one too. */
    public ConnectionRates ofListener(IntSupplier mostPerSecond) {
        return new ConnectionRates(quotas, mostPerSecond, clock, this);
    }

    /**
     * How many connections an address may have.
     *
     * @param others the limit of those that are not named
     * @param named {@code address:limit,...}; a name of a host is not looked up, as nothing here may wait for that
     */
    public static int mostFrom(InetAddress address, int others, String named) {
        if (named == null || named.isBlank()) {
            return others;
        }
        String host = address.getHostAddress();
        for (String entry : named.split(",")) {
            int colon = entry.lastIndexOf(':');
            String name = colon < 0 ? entry : entry.substring(0, colon).strip();
            if (name.equals(host) || name.equals("localhost") && address.isLoopbackAddress()) {
                return Integer.parseInt(entry.substring(colon + 1).strip());
            }
        }
        return others;
    }

    @Override
    public int refusedForMs(InetAddress address) {
        return quotas.connected(address, clock.nowMs());
    }

    @Override
    public int pauseMs() {
        int most = mostPerSecond.getAsInt();
        int here = most == Integer.MAX_VALUE ? 0
                : (int) Math.min(quotas.windows().sizeMs(), meter.add(1, most, clock.nowMs()));
        return above == null ? here : Math.max(here, above.pauseMs());
    }
}
