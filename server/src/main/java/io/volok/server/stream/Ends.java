package io.volok.server.stream;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The two ends of a connection, for people. */
record Ends(InetSocketAddress local, InetSocketAddress peer) {

    static Ends of(SocketAddress local, SocketAddress peer) {
        return new Ends(inet(local), inet(peer));
    }

    private static InetSocketAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : InetSocketAddress.createUnresolved("unknown", 0);
    }

    /** The connection's name: {@code peer -> local}. */
    String name() {
        return host(peer) + ":" + peer.getPort() + " -> " + host(local) + ":" + local.getPort();
    }

    String localHost() {
        return host(local);
    }

    String peerHost() {
        return host(peer);
    }

    /** Whether the client sits on this machine. */
    boolean isLoopback() {
        return peer.getAddress() != null && peer.getAddress().isLoopbackAddress();
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress() == null ? address.getHostString() : address.getAddress().getHostAddress();
    }
}
