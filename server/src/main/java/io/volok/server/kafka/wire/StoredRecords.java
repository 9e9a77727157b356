package io.volok.server.kafka.wire;

import io.volok.server.net.Transport;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/** Records inside an answer that go from where they are stored to the socket, past the message classes. */
public interface StoredRecords extends BaseRecords {

    /** Hands the records, exactly {@link #sizeInBytes()} of them, to the transport. */
    void sendTo(Transport transport);

    @Override
    default RecordsSend<? extends BaseRecords> toSend() {
        throw new UnsupportedOperationException("stored records are sent by the session");
    }
}
