package io.volok.server.kafka.security;

import io.volok.server.kafka.wire.ApiTable;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.message.CreateDelegationTokenRequestData;
import org.apache.kafka.common.message.CreateDelegationTokenResponseData;
import org.apache.kafka.common.message.DescribeDelegationTokenRequestData;
import org.apache.kafka.common.message.DescribeDelegationTokenResponseData;
import org.apache.kafka.common.message.ExpireDelegationTokenRequestData;
import org.apache.kafka.common.message.ExpireDelegationTokenResponseData;
import org.apache.kafka.common.message.RenewDelegationTokenRequestData;
import org.apache.kafka.common.message.RenewDelegationTokenResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * CreateDelegationToken v1-3, RenewDelegationToken v1-2, ExpireDelegationToken v1-2, DescribeDelegationToken v1-3: there
 * are no delegation tokens. They are refused as by a Kafka broker that has no key for them, so that tools can say why.
 */
final class TokenRefusals {

    private TokenRefusals() {
    }

    static void register(ApiTable table) {
        table.register(ApiKeys.CREATE_DELEGATION_TOKEN, 1, 3, (CreateDelegationTokenRequestData request,
                Exchange exchange) -> exchange.answer(new CreateDelegationTokenResponseData()
                        .setErrorCode(reason(exchange).code())));
        table.register(ApiKeys.RENEW_DELEGATION_TOKEN, 1, 2, (RenewDelegationTokenRequestData request,
                Exchange exchange) -> exchange.answer(new RenewDelegationTokenResponseData()
                        .setErrorCode(reason(exchange).code())));
        table.register(ApiKeys.EXPIRE_DELEGATION_TOKEN, 1, 2, (ExpireDelegationTokenRequestData request,
                Exchange exchange) -> exchange.answer(new ExpireDelegationTokenResponseData()
                        .setErrorCode(reason(exchange).code())));
        table.register(ApiKeys.DESCRIBE_DELEGATION_TOKEN, 1, 3, (DescribeDelegationTokenRequestData request,
                Exchange exchange) -> exchange.answer(new DescribeDelegationTokenResponseData()
                        .setErrorCode(reason(exchange).code())));
    }

    /** Who has not said who he is gets none anywhere; who has gets none here. */
    private static Errors reason(Exchange exchange) {
        SecurityProtocol protocol = exchange.session().peer().security();
        boolean nobody = protocol == SecurityProtocol.PLAINTEXT
                || protocol == SecurityProtocol.SSL && exchange.session().principal().equals(KafkaPrincipal.ANONYMOUS);
        return nobody ? Errors.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED : Errors.DELEGATION_TOKEN_AUTH_DISABLED;
    }
}
