package io.volok.server.kafka.quota;

import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiTable;
import org.apache.kafka.common.protocol.ApiKeys;

/** Which handler answers which API of quotas. */
public final class QuotaHandlers {

    private QuotaHandlers() {
    }

    /** Registers them all. */
    public static void register(ApiTable table, Quotas quotas, Access access) {
        table.register(ApiKeys.DESCRIBE_CLIENT_QUOTAS, 0, 1, new DescribeClientQuotasHandler(quotas, access));
        table.register(ApiKeys.ALTER_CLIENT_QUOTAS, 0, 1, new AlterClientQuotasHandler(quotas, access));
    }
}
