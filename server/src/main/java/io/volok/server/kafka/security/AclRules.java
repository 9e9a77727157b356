package io.volok.server.kafka.security;

import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/** Kafka's rules for requests about access control lists. */
final class AclRules {

    private AclRules() {
    }

    /** @throws org.apache.kafka.common.errors.ApiException if the user may not ask, or there is nobody to ask */
    static void checkRight(Acls acls, Exchange exchange, AclOperation operation) {
        if (!acls.permits(exchange, operation, ResourceType.CLUSTER, Resource.CLUSTER_NAME)) {
            throw new ClusterAuthorizationException(Errors.CLUSTER_AUTHORIZATION_FAILED.message());
        }
        if (!acls.enabled()) {
            throw new SecurityDisabledException(operation == AclOperation.DESCRIBE
                    ? "No Authorizer is configured on the broker" : "No Authorizer is configured.");
        }
    }

    /** @throws InvalidRequestException if this cannot be a rule */
    static void check(AclBinding binding) {
        ResourceType type = binding.pattern().resourceType();
        String name = binding.pattern().name();
        if (type == ResourceType.CLUSTER && !name.equals(Resource.CLUSTER_NAME)) {
            throw new InvalidRequestException("The only valid name for the CLUSTER resource is " + Resource.CLUSTER_NAME);
        }
        if (name.isEmpty()) {
            throw new InvalidRequestException("Invalid empty resource name");
        }
        if (type == ResourceType.UNKNOWN || type == ResourceType.ANY) {
            throw new InvalidRequestException("Invalid resourceType " + type);
        }
        PatternType pattern = binding.pattern().patternType();
        if (pattern != PatternType.LITERAL && pattern != PatternType.PREFIXED) {
            throw new InvalidRequestException("Invalid patternType " + pattern);
        }
        AclOperation operation = binding.entry().operation();
        if (operation == AclOperation.UNKNOWN || operation == AclOperation.ANY) {
            throw new InvalidRequestException("Invalid operation " + operation);
        }
        AclPermissionType permission = binding.entry().permissionType();
        if (permission != AclPermissionType.ALLOW && permission != AclPermissionType.DENY) {
            throw new InvalidRequestException("Invalid permissionType " + permission);
        }
        if (binding.entry().principal().indexOf(':') < 0) {
            throw new InvalidRequestException("Could not parse principal from `" + binding.entry().principal()
                    + "` (no colon is present separating the principal type from the principal name)");
        }
    }
}
