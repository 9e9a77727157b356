package io.volok.server.kafka.security;

import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/** SCRAM mechanisms by the numbers that requests have for them. */
final class ScramMechanisms {

    private ScramMechanisms() {
    }

    static Optional<ScramMechanism> of(byte type) {
        return Arrays.stream(ScramMechanism.values()).filter(each -> each.type() == type).findFirst();
    }
}
