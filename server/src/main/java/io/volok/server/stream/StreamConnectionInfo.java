package io.volok.server.stream;

import java.util.List;
import java.util.Map;

/**
 * One stream connection as operators see it, at one moment.
 *
 * @param name {@code peer -> local}, unique while the connection lives
 * @param state {@code running}, or {@code blocked} while its publishers have to wait
 * @param user empty until the client has logged in
 * @param vhost empty until the client has opened it
 * @param authMechanism empty until the client has logged in
 * @param tls whether the connection is encrypted
 * @param host this end's address
 * @param port this end's port
 * @param peerHost the client's address
 * @param peerPort the client's port
 * @param clientProperties what the client told about itself
 * @param frameMax negotiated largest frame
 * @param heartbeatSeconds negotiated heartbeat
 * @param connectedAtMs when the connection was accepted
 * @param received bytes received
 * @param sent bytes sent
 * @param reads how often bytes were received
 * @param writes how often bytes were sent
 * @param publishers its publishers
 * @param consumers its subscriptions
 */
public record StreamConnectionInfo(
        String name,
        String state,
        String user,
        String vhost,
        String authMechanism,
        boolean tls,
        String host,
        int port,
        String peerHost,
        int peerPort,
        Map<String, String> clientProperties,
        int frameMax,
        int heartbeatSeconds,
        long connectedAtMs,
        long received,
        long sent,
        long reads,
        long writes,
        List<PublisherInfo> publishers,
        List<ConsumerInfo> consumers) {

    /**
     * One publisher.
     *
     * @param id its id in the connection
     * @param stream where it publishes
     * @param reference the name for deduplication; empty if it has none
     * @param published messages published
     * @param confirmed messages confirmed
     * @param errored messages refused
     */
    public record PublisherInfo(int id, String stream, String reference, long published, long confirmed, long errored) {
    }

    /**
     * One subscription.
     *
     * @param id its id in the connection
     * @param stream what it reads
     * @param active false while another single active consumer is
     * @param singleActive whether it is a single active consumer
     * @param credits chunks it may still be sent
     * @param consumed messages sent
     * @param offset offset of the last message sent; 0 before the first
     * @param offsetLag how far that is behind the stream's last message
     * @param properties as given with the subscription
     */
    public record ConsumerInfo(int id, String stream, boolean active, boolean singleActive, int credits, long consumed,
            long offset, long offsetLag, Map<String, String> properties) {
    }
}
