package io.volok.broker.vhost;

import java.util.Base64;
import java.util.random.RandomGenerator;

/** Rules for names of exchanges and queues. */
final class Names {

    private static final int RANDOM_BYTES = 16;

    private Names() {
    }

    /** A name without line breaks, which RabbitMQ takes out of every name. */
    static String clean(String name) {
        boolean isClean = name.indexOf('\n') < 0 && name.indexOf('\r') < 0;
        return isClean ? name : name.replace("\n", "").replace("\r", "");
    }

    /** Whether a name belongs to the broker. */
    static boolean isReserved(String name) {
        return name.startsWith("amq.");
    }

    /** A name for a queue that was declared without one. */
    static String generated(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return "amq.gen-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
