package io.volok.server.net;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts the connections of one listener and says which one has to wait and which one is too many. Used by all loops. */
final class Admission {

    private final ConnectionLimits limits;
    private final ChannelGroup connections;
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    /** Why nothing is accepted for now; both owned by the loop of the listening socket. */
    private boolean tooFast;
    private boolean full;

    Admission(ConnectionLimits limits, ChannelGroup connections) {
        this.limits = limits;
        this.connections = connections;
    }

    /**
     * Opens a new connection, now or when there is a place for it, and counts it until it is closed; or closes it. On the
     * connection's loop.
     */
    void admit(Channel channel, Runnable open) {
        connections.add(channel);
        if (limits == ConnectionLimits.NONE) {
            open.run();
            return;
        }
        Channel server = channel.parent();
        pause(server, limits.pace().pauseMs());
        boolean now = limits.door().enter(channel, () -> {
            noteWhetherFull(server);
            channel.eventLoop().execute(() -> enterLate(channel, open));
        });
        channel.closeFuture().addListener(closed -> {
            limits.door().leave(channel);
            if (!now) {
                noteWhetherFull(server);
            }
        });
        if (now) {
            enter(channel, open);
        } else {
            channel.config().setAutoRead(false);
            noteWhetherFull(server);
        }
    }

    /** What the pipeline would have been told when the connection came has to be told now. */
    private void enterLate(Channel channel, Runnable open) {
        if (channel.isActive() && enter(channel, open)) {
            channel.config().setAutoRead(true);
            channel.pipeline().fireChannelActive();
        }
    }

    private boolean enter(Channel channel, Runnable open) {
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
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
        open.run();
        return true;
    }

    private boolean counted(Channel channel, InetAddress address) {
        int ofThisAddress = perAddress.merge(address, 1, Integer::sum);
        channel.closeFuture().addListener(
                closed -> perAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1));
        return ofThisAddress <= limits.perAddress().applyAsInt(address);
    }

    /** Accepts nothing for a while; connections that come meanwhile wait in the kernel's queue. */
    private void pause(Channel server, int ms) {
        if (ms > 0) {
            server.eventLoop().execute(() -> {
                tooFast = true;
                accept(server);
            });
            server.eventLoop().schedule(() -> {
                tooFast = false;
                accept(server);
            }, ms, TimeUnit.MILLISECONDS);
        }
    }

    /** While one connection waits for a place the next ones stay in the kernel's queue. */
    private void noteWhetherFull(Channel server) {
        server.eventLoop().execute(() -> {
            full = limits.door().isFull();
            accept(server);
        });
    }

    private void accept(Channel server) {
        if (server.isOpen()) {
            server.config().setAutoRead(!tooFast && !full);
        }
    }
}
