package io.volok.server.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A few event loops of the best kind the machine has: epoll where Netty's native part loads, else NIO. */
public final class EventLoops implements AutoCloseable {

    private static final long STOP_TIMEOUT_MS = 5_000;
    private static final long TASKS_MS_MAX = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final SendWindow window = SendWindow.ofProcess();

    private EventLoops(MultiThreadIoEventLoopGroup group, Class<? extends ServerChannel> serverChannel) {
        this.group = group;
        this.serverChannel = serverChannel;
    }

    /** Starts {@code count} loops on threads called {@code name-1}, {@code name-2} and so on. */
    public static EventLoops start(String name, int count) {
        return start(name, count, Epoll.isAvailable());
    }

    /** As {@link #start(String, int)}, with the kind of loop chosen by the caller. */
    static EventLoops start(String name, int count, boolean epoll) {
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new EventLoops(new Group(count, new DefaultThreadFactory(name), factory),
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
    }

    /** Loops that look at their sockets soon again, however many tasks wait; Netty's own would take up to a second. */
    private static final class Group extends MultiThreadIoEventLoopGroup {

        Group(int count, ThreadFactory threads, IoHandlerFactory handlers) {
            super(count, threads, handlers);
        }

        @Override
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... nothing) {
            return new SingleThreadIoEventLoop(this, executor, handlers, Integer.MAX_VALUE,
                    RejectedExecutionHandlers.reject(), TASKS_MS_MAX);
        }
    }

    /** The loops, in a fixed order. */
    public List<EventLoop> all() {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : group) {
            loops.add((EventLoop) executor);
        }
        return loops;
    }

    /** What the loops are made of, for the log: {@code epoll} or {@code nio}. */
    public String kind() {
        return serverChannel == EpollServerSocketChannel.class ? "epoll" : "nio";
    }

    /** What all connections share. */
    SendWindow window() {
        return window;
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /** Stops the loops after the tasks that are queued now and waits for it. Not callable from a loop. */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(STOP_TIMEOUT_MS + 1_000);
    }
}
