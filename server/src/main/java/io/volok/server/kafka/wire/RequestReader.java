package io.volok.server.kafka.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/**
 * Reads one frame as a request.
 *
 * <pre>
 *   | api key int16 | api version int16 | correlation id int32 | client id nullable string | tags | body
 * </pre>
 */
final class RequestReader {

    /** @param message null for an ApiVersions request of a version nobody knows here */
    record Request(Exchange exchange, ApiMessage message, ApiHandler<?> handler) {
    }

    private static final int FIXED_HEADER_BYTES = 8;

    private final ApiTable table;

    RequestReader(ApiTable table) {
        this.table = table;
    }

    /** @throws MalformedRequest if it is none, or one that is not offered here */
    Request read(KafkaSession session, ByteBuffer frame) {
        if (frame.remaining() < FIXED_HEADER_BYTES) {
            throw new MalformedRequest("a frame of " + frame.remaining() + " bytes");
        }
        short key = frame.getShort(0);
        short version = frame.getShort(2);
        ApiTable.Entry entry = ApiKeys.hasId(key) ? table.entry(ApiKeys.forId(key)) : null;
        if (entry == null) {
            throw new MalformedRequest("API key " + key + " is not offered here");
        }
        if (!entry.covers(version)) {
            return ofUnknownVersion(session, entry, frame);
        }
        try {
            return parse(session, entry, frame);
        } catch (RuntimeException broken) { // the generated readers throw whatever they stumble over
            throw new MalformedRequest(entry.api() + " version " + version + ": " + broken, broken);
        }
    }

    private Request parse(KafkaSession session, ApiTable.Entry entry, ByteBuffer frame) {
        short version = frame.getShort(2);
        short headerVersion = entry.api().requestHeaderVersion(version);
        ByteBufferAccessor in = new ByteBufferAccessor(frame);
        RequestHeaderData header = new RequestHeaderData(in, headerVersion);
        ApiMessage message = entry.api().messageType.newRequest();
        message.read(in, version);
        if (frame.hasRemaining()) {
            throw new MalformedRequest(frame.remaining() + " bytes after the request");
        }
        return new Request(new Exchange(session, entry.api(), header, headerVersion), message, entry.handler());
    }

    /** KIP-511: a client that is newer than the broker learns so in the oldest form of the answer. */
    private static Request ofUnknownVersion(KafkaSession session, ApiTable.Entry entry, ByteBuffer frame) {
        if (entry.api() != ApiKeys.API_VERSIONS) {
            throw new MalformedRequest(entry.api() + " has no version " + frame.getShort(2) + " here");
        }
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(entry.api().id)
                .setRequestApiVersion((short) 0)
                .setCorrelationId(frame.getInt(4))
                .setClientId("");
        return new Request(new Exchange(session, entry.api(), header, (short) 1), null, entry.handler());
    }
}
