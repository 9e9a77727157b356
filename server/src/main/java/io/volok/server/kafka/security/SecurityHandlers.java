package io.volok.server.kafka.security;

import io.volok.server.kafka.wire.ApiTable;
import org.apache.kafka.common.protocol.ApiKeys;

/** Which handler answers which API of access control and credentials. */
public final class SecurityHandlers {

    private SecurityHandlers() {
    }

    /** Registers them all. */
    public static void register(ApiTable table, Acls acls, ScramUsers users) {
        table.register(ApiKeys.DESCRIBE_ACLS, 1, 3, new DescribeAclsHandler(acls));
        table.register(ApiKeys.CREATE_ACLS, 1, 3, new CreateAclsHandler(acls));
        table.register(ApiKeys.DELETE_ACLS, 1, 3, new DeleteAclsHandler(acls));
        table.register(ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS, 0, 0,
                new DescribeUserScramCredentialsHandler(users, acls));
        table.register(ApiKeys.ALTER_USER_SCRAM_CREDENTIALS, 0, 0, new AlterUserScramCredentialsHandler(users, acls));
        TokenRefusals.register(table);
    }
}
