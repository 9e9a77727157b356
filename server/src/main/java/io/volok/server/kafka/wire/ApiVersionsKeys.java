package io.volok.server.kafka.wire;

import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;

/** The list of APIs inside an ApiVersions answer. */
public final class ApiVersionsKeys {

    private ApiVersionsKeys() {
    }

    /** Everything the table offers. */
    public static ApiVersionCollection all(ApiTable table) {
        ApiVersionCollection keys = new ApiVersionCollection();
        for (ApiTable.Entry entry : table.entries()) {
            keys.add(key(entry));
        }
        return keys;
    }

    /** Just ApiVersions: what a client needs to know to ask again. */
    static ApiVersionCollection onlyItself(ApiTable table) {
        ApiVersionCollection keys = new ApiVersionCollection();
        keys.add(key(table.entry(ApiKeys.API_VERSIONS)));
        return keys;
    }

    /** librdkafka compresses only for brokers that name Produce 0, which it never sends: Kafka 4 names it too. */
    private static ApiVersion key(ApiTable.Entry entry) {
        short oldest = entry.api() == ApiKeys.PRODUCE
                ? ApiKeys.PRODUCE_API_VERSIONS_RESPONSE_MIN_VERSION : entry.oldest();
        return new ApiVersion().setApiKey(entry.api().id).setMinVersion(oldest).setMaxVersion(entry.newest());
    }
}
