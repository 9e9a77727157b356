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

    private static ApiVersion key(ApiTable.Entry entry) {
        return new ApiVersion().setApiKey(entry.api().id).setMinVersion(entry.oldest()).setMaxVersion(entry.newest());
    }
}
