package io.volok.server.kafka.admin;

import io.volok.server.kafka.wire.ApiTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;

/** Kafka's feature levels that are true here: each follows from the APIs that are answered. */
final class Features {

    /** A feature: the levels this broker could run at and the one it runs at. */
    record Feature(String name, short oldest, short newest, short inForce) {

        private static Feature of(String name, int oldest, int newest) {
            return new Feature(name, (short) oldest, (short) newest, (short) newest);
        }
    }

    /** {@code 4.4-IV2}, the level of a fresh Kafka 4.4 cluster, and the oldest that Kafka 4.4 starts with. */
    private static final int METADATA_VERSION = 33;
    private static final int OLDEST_METADATA_VERSION = 7;
    private static final int IMPLICIT_PARTITIONS_FROM = 12;

    private Features() {
    }

    static List<Feature> of(ApiTable table) {
        List<Feature> features = new ArrayList<>();
        features.add(Feature.of("metadata.version", OLDEST_METADATA_VERSION, METADATA_VERSION));
        if (table.entry(ApiKeys.CONSUMER_GROUP_HEARTBEAT) != null) {
            features.add(Feature.of("group.version", 0, 1));
        }
        ApiTable.Entry endTxn = table.entry(ApiKeys.END_TXN);
        if (endTxn != null) {
            boolean secondVersion = endTxn.newest() >= 5
                    && table.entry(ApiKeys.PRODUCE).newest() >= IMPLICIT_PARTITIONS_FROM;
            features.add(Feature.of("transaction.version", 0, secondVersion ? 2 : 1));
        }
        if (table.entry(ApiKeys.SHARE_FETCH) != null) {
            features.add(Feature.of("share.version", 0, 2));
        }
        if (table.entry(ApiKeys.STREAMS_GROUP_HEARTBEAT) != null) {
            features.add(Feature.of("streams.version", 0, 1));
        }
        return features;
    }
}
