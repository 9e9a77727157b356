package io.volok.server.kafka.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;

/**
 * What the settings of a thing are after an incremental change. Pure.
 *
 * @param typeOf  the type of a setting; null if nobody knows it
 * @param inForce the value of a setting now, whoever set it; null if there is none
 */
record ConfigChange(Function<String, ConfigDef.Type> typeOf, Function<String, String> inForce) {

    /** @throws org.apache.kafka.common.errors.ApiException if the change makes no sense */
    Map<String, String> apply(Map<String, String> own, Iterable<AlterableConfig> operations) {
        checkForm(operations);
        Map<String, String> changed = new HashMap<>(own);
        for (AlterableConfig operation : operations) {
            OpType type = OpType.forId(operation.configOperation());
            if (type == null) {
                throw new InvalidRequestException("Unknown operation type " + operation.configOperation());
            }
            switch (type) {
                case SET -> changed.put(operation.name(), operation.value());
                case DELETE -> changed.remove(operation.name());
                case APPEND, SUBTRACT -> changed.put(operation.name(), edited(operation, type, changed));
            }
        }
        return changed;
    }

    /** @throws InvalidRequestException if a setting is named twice, or has no value where it needs one */
    static void checkForm(Iterable<AlterableConfig> operations) {
        Set<String> seen = new HashSet<>();
        List<String> nulls = new ArrayList<>();
        for (AlterableConfig operation : operations) {
            if (!seen.add(operation.name())) {
                throw new InvalidRequestException("Error due to duplicate config keys");
            }
            if (operation.value() == null && operation.configOperation() != OpType.DELETE.id()) {
                nulls.add(operation.name());
            }
        }
        if (!nulls.isEmpty()) {
            throw new InvalidRequestException("Null value not supported for : " + String.join(",", nulls));
        }
    }

    private String edited(AlterableConfig operation, OpType type, Map<String, String> changed) {
        if (typeOf.apply(operation.name()) != ConfigDef.Type.LIST) {
            throw new InvalidConfigurationException("Can't " + type + " to key " + operation.name()
                    + " because its type is not LIST.");
        }
        String current = changed.get(operation.name());
        List<String> items = items(current == null ? inForce.apply(operation.name()) : current);
        for (String item : items(operation.value())) {
            if (type == OpType.SUBTRACT) {
                items.remove(item);
            } else if (!items.contains(item)) {
                items.add(item);
            }
        }
        return String.join(",", items);
    }

    private static List<String> items(String list) {
        List<String> items = new ArrayList<>();
        if (list != null) {
            for (String item : list.split(",")) {
                if (!item.isBlank()) {
                    items.add(item.trim());
                }
            }
        }
        return items;
    }
}
