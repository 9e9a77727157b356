package io.volok.server.kafka.data;

import io.volok.log.LogSlice;
import io.volok.server.kafka.wire.StoredRecords;
import io.volok.server.net.Transport;

/** Records of a fetch answer that still lie in the log. */
record SliceRecords(LogSlice slice) implements StoredRecords {

    @Override
    public int sizeInBytes() {
        return slice.length();
    }

    @Override
    public void sendTo(Transport transport) {
        transport.send(slice.retain());
    }
}
