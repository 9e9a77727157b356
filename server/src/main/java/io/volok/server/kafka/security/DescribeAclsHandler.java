package io.volok.server.kafka.security;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.requests.DescribeAclsResponse;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** DescribeAcls v1-3: the rules that a filter matches. */
final class DescribeAclsHandler implements ApiHandler<DescribeAclsRequestData> {

    private final Acls acls;

    DescribeAclsHandler(Acls acls) {
        this.acls = acls;
    }

    @Override
    public void handle(DescribeAclsRequestData request, Exchange exchange) {
        AclRules.checkRight(acls, exchange, AclOperation.DESCRIBE);
        AclBindingFilter filter = new AclBindingFilter(
                new ResourcePatternFilter(ResourceType.fromCode(request.resourceTypeFilter()),
                        request.resourceNameFilter(), PatternType.fromCode(request.patternTypeFilter())),
                new AccessControlEntryFilter(request.principalFilter(), request.hostFilter(),
                        AclOperation.fromCode(request.operation()),
                        AclPermissionType.fromCode(request.permissionType())));
        exchange.answer(new DescribeAclsResponseData().setErrorMessage(null)
                .setResources(DescribeAclsResponse.aclsResources(acls.find(filter))));
    }
}
