package io.volok.server.net;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the connections of one listener and says which one is too many. Used by all loops. */
final class Admission {

    private final ConnectionLimits limits;
    private final ChannelGroup connections;
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

    Admission(ConnectionLimits limits, ChannelGroup connections) {
        this.limits = limits;
        this.connections = connections;
    }

    /** Whether a new connection may stay. It is counted until it is closed. */
    boolean admits(Channel channel) {
        connections.add(channel);
        if (limits == ConnectionLimits.NONE) {
            return true;
        }
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        int ofThisAddress = perAddress.merge(address, 1, Integer::sum);
        channel.closeFuture().addListener(
                closed -> perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1));
        return ofThisAddress <= limits.perAddress().getAsInt()
                && connections.size() <= limits.connections().getAsInt();
    }
}
