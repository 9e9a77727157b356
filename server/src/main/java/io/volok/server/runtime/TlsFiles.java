package io.volok.server.runtime;

import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import io.volok.server.net.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Finds the certificates of encrypted listeners: PEM files under RabbitMQ's keys ({@code ssl_options.*}), or key stores
 * under Kafka's ({@code ssl.keystore.*}). Either serves both protocols.
 */
final class TlsFiles {

    private TlsFiles() {
    }

    static Tls open(ServerConfig config, String protocol) throws StartRefused {
        try {
            String certificate = config.get(Settings.TLS_CERTIFICATE);
            String key = config.get(Settings.TLS_KEY);
            if (!certificate.isEmpty() && !key.isEmpty()) {
                String authorities = config.get(Settings.TLS_AUTHORITIES);
                return Tls.ofPem(Path.of(certificate), Path.of(key),
                        authorities.isEmpty() ? null : Path.of(authorities), askedByRabbit(config));
            }
            KeyStore keys = store(config.written(), "ssl.keystore.");
            if (keys == null) {
                throw new StartRefused(StartRefused.Reason.CONFIGURATION, "The encrypted " + protocol
                        + " listener has no certificate. Set ssl_options.certfile and ssl_options.keyfile, "
                        + "or ssl.keystore.location and ssl.keystore.password.", null);
            }
            return Tls.ofStores(keys, config.written().getOrDefault("ssl.keystore.password", ""),
                    store(config.written(), "ssl.truststore."), askedByKafka(config.written()));
        } catch (IOException unusable) {
            throw new StartRefused(StartRefused.Reason.CONFIGURATION, "The certificate of the encrypted " + protocol
                    + " listener cannot be used: " + unusable.getMessage() + ".", unusable);
        }
    }

    /** The certificates that the encrypted listeners show; none if they cannot be read. */
    static List<X509Certificate> certificates(ServerConfig config) throws IOException {
        String pem = config.get(Settings.TLS_CERTIFICATE);
        List<X509Certificate> found = new ArrayList<>();
        try {
            if (!pem.isEmpty()) {
                try (InputStream in = Files.newInputStream(Path.of(pem))) {
                    CertificateFactory.getInstance("X.509").generateCertificates(in)
                            .forEach(certificate -> found.add((X509Certificate) certificate));
                }
                return found;
            }
            KeyStore keys = store(config.written(), "ssl.keystore.");
            for (String alias : keys == null ? List.<String>of() : Collections.list(keys.aliases())) {
                if (keys.isKeyEntry(alias) && keys.getCertificate(alias) instanceof X509Certificate certificate) {
                    found.add(certificate);
                }
            }
            return found;
        } catch (GeneralSecurityException unusable) {
            throw new IOException(unusable.getMessage(), unusable);
        }
    }

    private static Tls.PeerCertificate askedByRabbit(ServerConfig config) {
        if (!config.get(Settings.TLS_VERIFY).equals("verify_peer")) {
            return Tls.PeerCertificate.IGNORED;
        }
        return config.get(Settings.TLS_CERTIFICATE_REQUIRED)
                ? Tls.PeerCertificate.REQUIRED : Tls.PeerCertificate.WANTED;
    }

    private static Tls.PeerCertificate askedByKafka(Map<String, String> written) {
        return switch (written.getOrDefault("ssl.client.auth", "none")) {
            case "required" -> Tls.PeerCertificate.REQUIRED;
            case "requested" -> Tls.PeerCertificate.WANTED;
            default -> Tls.PeerCertificate.IGNORED;
        };
    }

    private static KeyStore store(Map<String, String> written, String prefix) throws IOException {
        String location = written.get(prefix + "location");
        if (location == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(Path.of(location))) {
            KeyStore store = KeyStore.getInstance(written.getOrDefault(prefix + "type", "JKS"));
            store.load(in, written.getOrDefault(prefix + "password", "").toCharArray());
            return store;
        } catch (GeneralSecurityException unusable) {
            throw new IOException(location + ": " + unusable.getMessage(), unusable);
        }
    }
}
