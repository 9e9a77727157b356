package io.volok.server.kafka.quota;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.EntityData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.OpData;

/** Kafka's rules for quotas that are to be set. */
final class QuotaRules {

    private static final Set<String> USER_KEYS =
            Set.of(Quotas.PRODUCE, Quotas.FETCH, Quotas.TIME, Quotas.MUTATIONS);
    private static final Set<String> IP_KEYS = Set.of(Quotas.CONNECTIONS);
    private static final Set<String> WHOLE_KEYS = Set.of(Quotas.PRODUCE, Quotas.FETCH, Quotas.CONNECTIONS);

    private QuotaRules() {
    }

    /** @throws InvalidRequestException if nothing is like this */
    static QuotaEntity entity(List<EntityData> parts) {
        if (parts.isEmpty()) {
            throw new InvalidRequestException("Invalid empty client quota entity");
        }
        Map<String, String> entity = new HashMap<>();
        for (EntityData part : parts) {
            boolean known = part.entityType().equals(QuotaEntity.USER) || part.entityType().equals(QuotaEntity.CLIENT)
                    || part.entityType().equals(QuotaEntity.IP);
            if (!known) {
                throw new InvalidRequestException("Unhandled client quota entity type: " + part.entityType());
            }
            if (part.entityName() != null && part.entityName().isEmpty()) {
                throw new InvalidRequestException("Empty " + part.entityType() + " not supported");
            }
            String name = part.entityName() == null ? QuotaEntity.DEFAULT : part.entityName();
            if (entity.put(part.entityType(), name) != null) {
                throw new InvalidRequestException("Duplicate " + part.entityType() + " entity type");
            }
        }
        if (entity.containsKey(QuotaEntity.IP) && entity.size() > 1) {
            throw new InvalidRequestException("Invalid quota entity combination, IP entity should not be combined with "
                    + "User or ClientId");
        }
        checkAddress(entity.getOrDefault(QuotaEntity.IP, QuotaEntity.DEFAULT));
        return new QuotaEntity(entity);
    }

    /** Deviation: names of hosts are not looked up, as nothing here may wait for a name server. */
    private static void checkAddress(String address) {
        if (!address.equals(QuotaEntity.DEFAULT)) {
            try {
                InetAddress.ofLiteral(address);
            } catch (IllegalArgumentException aName) {
                throw new InvalidRequestException(address + " is not a valid IP or resolvable host.", aName);
            }
        }
    }

    /** @throws InvalidRequestException if the operations make no sense for the entity */
    static Map<String, Double> changed(QuotaEntity entity, Map<String, Double> before, List<OpData> operations) {
        Set<String> allowed = entity.parts().containsKey(QuotaEntity.IP) ? IP_KEYS : USER_KEYS;
        Map<String, Double> after = new HashMap<>(before);
        for (OpData operation : operations) {
            if (!allowed.contains(operation.key())) {
                throw new InvalidRequestException("Invalid configuration key " + operation.key());
            }
            if (operation.remove()) {
                after.remove(operation.key());
            } else {
                checkValue(operation.key(), operation.value());
                after.put(operation.key(), operation.value());
            }
        }
        return after;
    }

    private static void checkValue(String key, double value) {
        if (value <= 0) {
            throw new InvalidRequestException("Quota " + key + " must be greater than 0");
        }
        if (!WHOLE_KEYS.contains(key)) {
            return;
        }
        boolean small = IP_KEYS.contains(key);
        if (value > (small ? Integer.MAX_VALUE : Long.MAX_VALUE)) {
            throw new InvalidRequestException(
                    "Proposed value for " + key + " is too large for " + (small ? "an INT." : "a LONG."));
        }
        if (value != Math.rint(value)) {
            throw new InvalidRequestException(key + " cannot be a fractional value.");
        }
    }
}
