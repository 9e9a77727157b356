package io.volok.server.kafka.wire;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Which API is answered by whom, and in which versions. Only what stands here is advertised.
 *
 * <p>Filled at start, then only read, by any thread.
 */
public final class ApiTable {

    /** One API: the versions that work, both inclusive, and who answers. */
    public record Entry(ApiKeys api, short oldest, short newest, ApiHandler<?> handler) {

        boolean covers(short version) {
            return version >= oldest && version <= newest;
        }
    }

    private final Map<ApiKeys, Entry> entries = new EnumMap<>(ApiKeys.class);

    /** Enters a handler for the versions from {@code oldest} to {@code newest}, both inclusive. */
    public <Q extends ApiMessage> void register(ApiKeys api, int oldest, int newest, ApiHandler<Q> handler) {
        Entry entry = new Entry(api, (short) oldest, (short) newest, handler);
        if (entries.putIfAbsent(api, entry) != null) {
            throw new IllegalStateException("two handlers for " + api);
        }
    }

    /** The APIs that are answered, in order of their keys. */
    public List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    /** The entry for an API, or null. */
    public Entry entry(ApiKeys api) {
        return entries.get(api);
    }
}
