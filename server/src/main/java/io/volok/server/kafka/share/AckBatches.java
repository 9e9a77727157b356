package io.volok.server.kafka.share;

import io.volok.broker.share.Acknowledgement;
import java.util.List;

/** Acknowledgements as requests carry them. */
final class AckBatches {

    private AckBatches() {
    }

    static Acknowledgement of(long firstOffset, long lastOffset, List<Byte> types) {
        byte[] array = new byte[types.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = types.get(i);
        }
        return new Acknowledgement(firstOffset, lastOffset, array);
    }
}
