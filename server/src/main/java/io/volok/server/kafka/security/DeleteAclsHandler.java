package io.volok.server.kafka.security;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Gathering;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData.DeleteAclsFilter;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.requests.DeleteAclsResponse;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.AclDeleteResult;

/** DeleteAcls v1-3: forgets the rules that filters match and says which ones these were. */
final class DeleteAclsHandler implements ApiHandler<DeleteAclsRequestData> {

    private final Acls acls;

    DeleteAclsHandler(Acls acls) {
        this.acls = acls;
    }

    @Override
    public void handle(DeleteAclsRequestData request, Exchange exchange) {
        AclRules.checkRight(acls, exchange, AclOperation.ALTER);
        DeleteAclsResponseData response = new DeleteAclsResponseData();
        Gathering gathering = new Gathering(exchange, () -> exchange.answer(response));
        for (DeleteAclsFilter each : request.filters()) {
            AclBindingFilter filter = new AclBindingFilter(
                    new ResourcePatternFilter(ResourceType.fromCode(each.resourceTypeFilter()),
                            each.resourceNameFilter(), PatternType.fromCode(each.patternTypeFilter())),
                    new AccessControlEntryFilter(each.principalFilter(), each.hostFilter(),
                            AclOperation.fromCode(each.operation()),
                            AclPermissionType.fromCode(each.permissionType())));
            List<AclDeleteResult.AclBindingDeleteResult> deleted = new ArrayList<>();
            for (AclBinding binding : acls.find(filter)) {
                deleted.add(new AclDeleteResult.AclBindingDeleteResult(binding));
                var kept = gathering.<Boolean>expect(done -> { });
                acls.remove(binding, () -> kept.accept(true));
            }
            response.filterResults().add(DeleteAclsResponse.filterResult(new AclDeleteResult(deleted)));
        }
        gathering.complete();
    }
}
