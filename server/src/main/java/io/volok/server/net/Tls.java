package io.volok.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** How a listener encrypts: its own certificate, and what it asks of the peer's. Made at start; used by every loop. */
public final class Tls {

    /** What is asked of the peer's certificate. */
    public enum PeerCertificate {
        /** Nothing. */
        IGNORED,
        /** It is verified if there is one. */
        WANTED,
        /** There is no connection without a valid one. */
        REQUIRED
    }

    private final SslContext context;

    private Tls(SslContext context) {
        this.context = context;
    }

    /**
     * From PEM files, as RabbitMQ has them.
     *
     * @param trusted the authorities that sign peers' certificates, or null for the machine's own
     * @throws IOException if a file cannot be read or does not hold what it should
     */
    public static Tls ofPem(Path certificate, Path key, Path trusted, PeerCertificate asked) throws IOException {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(certificate.toFile(), key.toFile());
            if (trusted != null) {
                builder.trustManager(trusted.toFile());
            }
            return new Tls(builder.clientAuth(clientAuth(asked)).build());
        } catch (IllegalArgumentException unusable) {
            throw new IOException(unusable.getMessage(), unusable);
        }
    }

    /**
     * From key stores, as Kafka has them.
     *
     * @param password of the keys
     * @param trusted the authorities that sign peers' certificates, or null for the machine's own
     * @throws IOException if a store does not hold what it should
     */
    public static Tls ofStores(KeyStore keys, String password, KeyStore trusted, PeerCertificate asked)
            throws IOException {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, password.toCharArray());
            SslContextBuilder builder = SslContextBuilder.forServer(own);
            if (trusted != null) {
                TrustManagerFactory theirs = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                theirs.init(trusted);
                builder.trustManager(theirs);
            }
            return new Tls(builder.clientAuth(clientAuth(asked)).build());
        } catch (GeneralSecurityException unusable) {
            throw new IOException(unusable.getMessage(), unusable);
        }
    }

    private static ClientAuth clientAuth(PeerCertificate asked) {
        return switch (asked) {
            case IGNORED -> ClientAuth.NONE;
            case WANTED -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }

    ChannelHandler handler(Channel channel) {
        return context.newHandler(channel.alloc());
    }
}
