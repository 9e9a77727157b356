package io.volok.server.kafka.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.apache.kafka.common.protocol.ApiMessage;

/** The field {@code throttle_time_ms}, which nearly all answers have and which no common type of theirs names. */
final class ThrottleTime {

    private static final ClassValue<ThrottleTime> OF = new ClassValue<>() {
        @Override
        protected ThrottleTime computeValue(Class<?> type) {
            return new ThrottleTime(type);
        }
    };

    /** Both null for an answer without the field. */
    private final MethodHandle get;
    private final MethodHandle set;

    private ThrottleTime(Class<?> type) {
        MethodHandle getter = null;
        MethodHandle setter = null;
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            getter = lookup.findVirtual(type, "throttleTimeMs", MethodType.methodType(int.class));
            setter = lookup.findVirtual(type, "setThrottleTimeMs", MethodType.methodType(type, int.class));
        } catch (NoSuchMethodException | IllegalAccessException without) {
            getter = null; // SaslHandshake and the like: their clients cannot be told
        }
        get = getter;
        set = setter;
    }

    /** Makes an answer tell its client to wait for at least so long. */
    static void atLeast(ApiMessage answer, int delayMs) {
        ThrottleTime field = OF.get(answer.getClass());
        if (field.get == null) {
            return;
        }
        try {
            if ((int) field.get.invoke(answer) < delayMs) {
                Object told = field.set.invoke(answer, delayMs);
                assert told == answer;
            }
        } catch (Throwable impossible) { // they are generated: one reads a field, the other writes it
            throw new IllegalStateException(impossible);
        }
    }
}
