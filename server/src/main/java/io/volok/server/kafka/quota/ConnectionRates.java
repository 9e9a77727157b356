package io.volok.server.kafka.quota;

import io.volok.broker.shard.Shard;
import io.volok.server.net.ConnectionLimits;
import java.net.InetAddress;
import java.util.function.IntSupplier;

/**
 * How fast connections may come (KIP-612): for each address by quota, for the broker by
 * {@code max.connection.creation.rate}. An address that is too fast has its connection closed after a while; if all
 * together are, the listener accepts nothing for a while.
 */
public final class ConnectionRates implements ConnectionLimits.Pace {

    private final Quotas quotas;
    private final IntSupplier mostPerSecond;
    private final Shard clock;
    private final RateMeter all;

    /**
     * @param mostPerSecond for the whole broker
     * @param clock whose time counts; may be asked by any thread
     */
    public ConnectionRates(Quotas quotas, IntSupplier mostPerSecond, Shard clock) {
        this.quotas = quotas;
        this.mostPerSecond = mostPerSecond;
        this.clock = clock;
        this.all = new RateMeter(quotas.windows());
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
        return most == Integer.MAX_VALUE ? 0
                : (int) Math.min(quotas.windows().sizeMs(), all.add(1, most, clock.nowMs()));
    }
}
