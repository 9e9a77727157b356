package io.volok.server.kafka.login;

import io.volok.server.kafka.wire.KafkaSession;
import java.nio.charset.StandardCharsets;
import java.util.function.BiPredicate;

/**
 * PLAIN (RFC 4616): user and password in the clear.
 *
 * <pre>
 *   | authorization id, may be empty | 0 | user | 0 | password |
 * </pre>
 */
public final class PlainMechanism implements Mechanism {

    private static final Step.Refused WRONG =
            new Step.Refused("Authentication failed: Invalid username or password");
    private static final int PARTS = 3;

    private final BiPredicate<String, String> passwords;

    /** @param passwords whether a user's password is right; called on the session's shard */
    public PlainMechanism(BiPredicate<String, String> passwords) {
        this.passwords = passwords;
    }

    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public Login begin(KafkaSession session) {
        return this::check;
    }

    private Step check(byte[] message) {
        String[] parts = new String(message, StandardCharsets.UTF_8).split("\0", -1);
        if (parts.length != PARTS) {
            return new Step.Refused("Invalid SASL/PLAIN response: expected 3 tokens, got " + parts.length);
        }
        String user = parts[1];
        String password = parts[2];
        if (user.isEmpty()) {
            return new Step.Refused("Authentication failed: username not specified");
        }
        if (password.isEmpty()) {
            return new Step.Refused("Authentication failed: password not specified");
        }
        if (!passwords.test(user, password)) {
            return WRONG;
        }
        if (!parts[0].isEmpty() && !parts[0].equals(user)) {
            return new Step.Refused("Authentication failed: Client requested an authorization id that is different from "
                    + "username");
        }
        return new Step.Welcome(user, new byte[0]);
    }
}
