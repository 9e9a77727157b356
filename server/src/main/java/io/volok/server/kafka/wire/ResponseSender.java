package io.volok.server.kafka.wire;

import io.volok.server.net.Transport;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** Encodes answers for one transport. */
final class ResponseSender {

    private final Transport transport;
    private final ResponseWriter writer;

    ResponseSender(Transport transport, ResponseWriter writer) {
        this.transport = transport;
        this.writer = writer;
    }

    void send(Exchange exchange) {
        ApiMessage body = exchange.answer();
        short version = exchange.version();
        short headerVersion = exchange.api().responseHeaderVersion(version);
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(exchange.correlationId());
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        header.addSize(size, cache, headerVersion);
        body.addSize(size, cache, version);
        writer.begin(transport, size.totalSize());
        header.write(writer, cache, headerVersion);
        body.write(writer, cache, version);
        writer.end();
    }
}
