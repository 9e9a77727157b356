package io.volok.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.volok.broker.shard.Shard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.Function;

/** One listening port and the connections that came in through it. */
public final class Listener implements AutoCloseable {

    /** A session should stop sending at the high mark and is told to go on at the low one. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);
    private static final int BACKLOG = 1024;

    private final Channel server;
    private final ChannelGroup connections;

    private Listener(Channel server, ChannelGroup connections) {
        this.server = server;
        this.connections = connections;
    }

    /**
     * As {@link #sessions(EventLoops, String, int, Tls, ConnectionLimits, Function, SessionFactory)}, in plain text
     * and without limits.
     */
    public static Listener sessions(EventLoops loops, String host, int port,
            Function<EventLoop, Shard> homeOf, SessionFactory factory) throws IOException {
        return sessions(loops, host, port, null, ConnectionLimits.NONE, homeOf, factory);
    }

    /**
     * Listens for connections of a protocol whose sessions live on shards.
     *
     * @param host address to bind, or an empty text for all of the machine's
     * @param port 0 for any free port
     * @param tls how to encrypt, or null for plain text
     * @param limits how many connections, and how silent
     * @param homeOf the shard that is driven by a given loop
     * @throws IOException if the address cannot be bound
     */
    public static Listener sessions(EventLoops loops, String host, int port, Tls tls, ConnectionLimits limits,
            Function<EventLoop, Shard> homeOf, SessionFactory factory) throws IOException {
        return bind(loops, host, port, limits, tls == null ? new SharedReads() : new ReadSizes(), channel -> {
            if (tls != null) {
                channel.pipeline().addLast(tls.handler(channel));
            }
            channel.pipeline().addLast(new SessionPump(homeOf.apply(channel.eventLoop()), factory,
                    loops.window(), limits.idleMs().getAsLong()));
        });
    }

    /** Listens for connections whose pipeline the caller builds; for HTTP. */
    public static Listener channels(EventLoops loops, String host, int port, Consumer<Channel> pipeline)
            throws IOException {
        return bind(loops, host, port, ConnectionLimits.NONE, new ReadSizes(), pipeline);
    }

    private static Listener bind(EventLoops loops, String host, int port, ConnectionLimits limits,
            RecvByteBufAllocator reads, Consumer<Channel> pipeline) throws IOException {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        Admission admission = new Admission(limits, connections);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        admission.admit(channel, () -> {
                            int sendBufferBytes = limits.sendBufferBytes().getAsInt();
                            if (sendBufferBytes > 0) {
                                channel.config().setOption(ChannelOption.SO_SNDBUF, sendBufferBytes);
                            }
                            pipeline.accept(channel);
                        });
                    }
                });
        InetSocketAddress address = host.isEmpty()
                ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port);
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        return new Listener(bound.channel(), connections);
    }

    /** The port that is really listened on. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** How many connections are open. */
    public int connectionCount() {
        return connections.size();
    }

    /** Stops accepting; open connections go on. */
    public void stopAccepting() {
        server.close().awaitUninterruptibly();
    }

    /** Stops accepting and closes every connection. Not callable from a loop. */
    @Override
    public void close() {
        stopAccepting();
        connections.close().awaitUninterruptibly();
    }
}
