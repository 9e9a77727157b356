package io.volok.server.amqp;

import java.security.SecureRandom;
import java.util.Base64;

/** Names that the broker makes up for consumers; long enough that nobody guesses them. */
final class Tags {

    private static final int RANDOM_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Tags() {
    }

    static String consumerTag() {
        return "amq.ctag-" + random();
    }

    /** The routing key that leads to a consumer of direct replies. */
    static String replyAddress() {
        return ReplySubscription.PSEUDO_QUEUE + "." + random();
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
