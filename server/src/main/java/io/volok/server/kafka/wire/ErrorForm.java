package io.volok.server.kafka.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractRequest;

/** The answer that says of a whole request that it failed, in the form that its API has for that. */
public final class ErrorForm {

    private ErrorForm() {
    }

    /** Makes the answer to a request that failed as a whole. */
    public static ApiMessage of(Exchange exchange, ApiMessage request, Throwable failure) {
        ByteBuffer encoded = MessageUtil.toByteBufferAccessor(request, exchange.version()).buffer();
        AbstractRequest parsed = AbstractRequest.parseRequest(exchange.api(), exchange.version(),
                new ByteBufferAccessor(encoded)).request;
        return parsed.getErrorResponse(failure).data();
    }
}
