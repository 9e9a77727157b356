package io.volok.server.kafka.admin;

import org.apache.kafka.common.errors.InvalidRequestException;

/** Brokers named by their ids in requests about configuration. */
final class BrokerNames {

    private BrokerNames() {
    }

    /** @throws InvalidRequestException unless the name is this broker's id */
    static void check(String name, int id) {
        int named;
        try {
            named = Integer.parseInt(name);
        } catch (NumberFormatException notANumber) {
            throw new InvalidRequestException("Broker id must be an integer, but it is: " + name, notANumber);
        }
        if (named != id) {
            throw new InvalidRequestException("Unexpected broker id, expected " + id + " or empty string, but received "
                    + name);
        }
    }
}
