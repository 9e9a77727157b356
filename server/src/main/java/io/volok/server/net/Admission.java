package io.volok.server.net;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts the connections of one listener and says which one is too many. Used by all loops. */
final class Admission {

    private final ConnectionLimits limits;
    private final ChannelGroup connections;
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

    Admission(ConnectionLimits limits, ChannelGroup connections) {
        this.limits = limits;
        this.connections = connections;
    }

    /**
     * Lets a new connection in and counts it until it is closed, or closes it.
     *
     * @return whether it may stay
     */
    boolean admits(Channel channel) {
        connections.add(channel);
        if (limits == ConnectionLimits.NONE) {
            return true;
        }
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        pause(channel.parent(), limits.pace().pauseMs());
        int refusedForMs = limits.pace().refusedForMs(address);
        if (refusedForMs > 0) {
            channel.config().setAutoRead(false);
            channel.eventLoop().schedule(() -> channel.close(), refusedForMs, TimeUnit.MILLISECONDS);
            return false;
        }
        if (!counted(channel, address)) {
            channel.close();
            return false;
        }
        return true;
    }

    /** Accepts nothing for a while; connections that come meanwhile wait in the kernel's queue. */
    private static void pause(Channel server, int ms) {
        if (ms > 0) {
            server.config().setAutoRead(false);
            server.eventLoop().schedule(() -> server.config().setAutoRead(true), ms, TimeUnit.MILLISECONDS);
        }
    }

    private boolean counted(Channel channel, InetAddress address) {
        int ofThisAddress = perAddress.merge(address, 1, Integer::sum);
        channel.closeFuture().addListener(
                closed -> perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1));
        return ofThisAddress <= limits.perAddress().applyAsInt(address)
                && connections.size() <= limits.connections().getAsInt();
    }
}
