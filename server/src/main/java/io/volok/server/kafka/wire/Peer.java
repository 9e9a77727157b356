package io.volok.server.kafka.wire;

import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * What the listener knows about its connections.
 *
 * @param listener            the listener's name under Kafka's rules
 * @param security            how bytes and users are protected
 * @param maxRequestBytes     {@code socket.request.max.bytes}
 */
public record Peer(ListenerName listener, SecurityProtocol security, int maxRequestBytes) {

    /** Whether a user has to log in before anything else. */
    public boolean needsSasl() {
        return security == SecurityProtocol.SASL_PLAINTEXT || security == SecurityProtocol.SASL_SSL;
    }
}
