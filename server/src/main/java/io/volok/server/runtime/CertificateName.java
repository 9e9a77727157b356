package io.volok.server.runtime;

import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** What in a client's certificate is the name of its user; see {@link Settings#CERTIFICATE_USER}. */
interface CertificateName {

    /** The whole distinguished name, in the form of RFC 2253. */
    CertificateName DISTINGUISHED = certificate ->
            certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    /** The common name, or several with commas between them, as RabbitMQ has it. */
    CertificateName COMMON = CertificateName::commonName;

    /** The types of alternative names, as RFC 5280 numbers them. */
    Map<String, Integer> ALTERNATIVES = Map.of("other_name", 0, "email", 1, "dns", 2, "uri", 6, "ip", 7);

    /** The user's name; null if the certificate has none. */
    String of(X509Certificate certificate);

    /** As configured. */
    static CertificateName of(ServerConfig config) {
        int index = config.get(Settings.CERTIFICATE_SAN_INDEX);
        Integer type = ALTERNATIVES.getOrDefault(config.get(Settings.CERTIFICATE_SAN_TYPE), ALTERNATIVES.get("dns"));
        return switch (config.get(Settings.CERTIFICATE_USER)) {
            case "common_name" -> COMMON;
            case "subject_alternative_name", "subject_alt_name" -> certificate -> alternative(certificate, type, index);
            default -> DISTINGUISHED;
        };
    }

    private static String commonName(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(DISTINGUISHED.of(certificate)).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.addFirst(part.getValue().toString());
                }
            }
        } catch (InvalidNameException unreadable) {
            return null;
        }
        return names.isEmpty() ? null : String.join(",", names);
    }

    private static String alternative(X509Certificate certificate, int type, int index) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            List<String> names = new ArrayList<>();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (name.getFirst().equals(type) && name.get(1) instanceof String text) {
                    names.add(text);
                }
            }
            return index < names.size() ? names.get(index) : null;
        } catch (CertificateParsingException unreadable) {
            return null;
        }
    }
}
