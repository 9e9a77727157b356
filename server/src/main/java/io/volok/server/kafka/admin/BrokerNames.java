package io.volok.server.kafka.admin;

import org.apache.kafka.common.errors.InvalidRequestException;

/** Brokers named by their ids in requests about configuration. */
final class BrokerNames {

    private BrokerNames() {
    }

    /**
     * Checks that a name is this broker's id.
     *
     * @param called what Kafka calls a broker in the message about a name that is no number
     * @param other  what else may be named, as the message says it
     * @throws InvalidRequestException if it is not
     */
    static void check(String name, int id, String called, String other) {
        int named;
        try {
            named = Integer.parseInt(name);
        } catch (NumberFormatException notANumber) {
            throw new InvalidRequestException(called + " id must be an integer, but it is: " + name, notANumber);
        }
        if (named != id) {
            throw new InvalidRequestException("Unexpected broker id, expected " + id + other + ", but received "
                    + name);
        }
    }
}
