package io.volok.server.kafka.login;

import io.volok.server.kafka.wire.KafkaSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.Consumer;

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

    private final Passwords passwords;
    private final JaasUsers configured;

    /** Where passwords are checked. */
    public interface Passwords {

        /** Tells whether a user's password is right: before this returns, or later on any thread. */
        void check(String user, String password, Consumer<Boolean> then);
    }

    /** PLAIN with these passwords. */
    public PlainMechanism(Passwords passwords) {
        this(passwords, JaasUsers.NONE);
    }

    /**
     * PLAIN with these passwords.
     *
     * @param configured users of listeners that have their own
     */
    public PlainMechanism(Passwords passwords, JaasUsers configured) {
        this.passwords = passwords;
        this.configured = configured;
    }

    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public Login begin(KafkaSession session) {
        Map<String, String> users = configured.of(session.peer().listener().value());
        Passwords source = users == null ? passwords
                : (user, password, then) -> then.accept(isRight(users.get(user), password));
        return (message, then) -> check(message, source, then);
    }

    private static boolean isRight(String expected, String given) {
        return expected != null && MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static void check(byte[] message, Passwords source, Consumer<Step> then) {
        String[] parts = new String(message, StandardCharsets.UTF_8).split("\0", -1);
        Step.Refused refusal = incomplete(parts);
        if (refusal != null) {
            then.accept(refusal);
        } else {
            source.check(parts[1], parts[2], right -> then.accept(right ? welcome(parts[0], parts[1]) : WRONG));
        }
    }

    private static Step.Refused incomplete(String[] parts) {
        if (parts.length != PARTS) {
            return new Step.Refused("Invalid SASL/PLAIN response: expected 3 tokens, got " + parts.length);
        }
        if (parts[1].isEmpty()) {
            return new Step.Refused("Authentication failed: username not specified");
        }
        return parts[2].isEmpty() ? new Step.Refused("Authentication failed: password not specified") : null;
    }

    private static Step welcome(String authorizationId, String user) {
        return authorizationId.isEmpty() || authorizationId.equals(user) ? new Step.Welcome(user, new byte[0])
                : new Step.Refused("Authentication failed: Client requested an authorization id that is different from "
                        + "username");
    }
}
