package io.volok.server.kafka.wire;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** Says what the user of a connection may do. Any thread may ask. */
@FunctionalInterface
public interface Access {

    /** Everybody may do everything: no authorizer is configured. */
    Access OPEN = (exchange, operation, type, name) -> true;

    /** Whether the user behind {@code exchange} may do this to the resource with that name. */
    boolean permits(Exchange exchange, AclOperation operation, ResourceType type, String name);

    /** Whether the user behind {@code exchange} may do this to any resource of that type at all. */
    default boolean permitsSome(Exchange exchange, AclOperation operation, ResourceType type) {
        return permits(exchange, operation, type, "*");
    }

    /** Those of {@code operations} that are permitted, as the bit field that Kafka's answers carry. */
    default int permittedBits(Exchange exchange, Collection<AclOperation> operations, ResourceType type, String name) {
        int bits = 0;
        for (AclOperation operation : operations) {
            if (permits(exchange, operation, type, name)) {
                bits |= 1 << operation.code();
            }
        }
        return bits;
    }

    /** Those of {@code names} that are permitted, in their order. */
    default Set<String> permitted(
            Exchange exchange, AclOperation operation, ResourceType type, Collection<String> names) {
        Set<String> allowed = new LinkedHashSet<>();
        for (String name : names) {
            if (permits(exchange, operation, type, name)) {
                allowed.add(name);
            }
        }
        return allowed;
    }
}
