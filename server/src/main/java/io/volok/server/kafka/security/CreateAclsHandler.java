package io.volok.server.kafka.security;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.CreateAclsRequest;

/** CreateAcls v1-3. Each rule succeeds or fails by itself; v2 has prefixed patterns. */
final class CreateAclsHandler implements ApiHandler<CreateAclsRequestData> {

    private final Acls acls;

    CreateAclsHandler(Acls acls) {
        this.acls = acls;
    }

    @Override
    public void handle(CreateAclsRequestData request, Exchange exchange) {
        AclRules.checkRight(acls, exchange, AclOperation.ALTER);
        CreateAclsResponseData response = new CreateAclsResponseData();
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        for (AclCreation creation : request.creations()) {
            AclCreationResult result = new AclCreationResult().setErrorMessage(null);
            response.results().add(result);
            try {
                AclBinding binding = CreateAclsRequest.aclBinding(creation);
                AclRules.check(binding);
                var kept = gathering.<Boolean>expect(done -> { });
                acls.add(binding, () -> kept.accept(true));
            } catch (ApiException refused) {
                result.setErrorCode(Errors.forException(refused).code()).setErrorMessage(refused.getMessage());
            }
        }
        gathering.complete();
    }
}
