package io.volok.server.kafka.security;

import io.volok.server.kafka.login.Mechanism;
import io.volok.server.kafka.wire.KafkaSession;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.apache.kafka.common.security.scram.internals.ScramSaslServer;

/** SCRAM (RFC 5802): the password never travels and is not kept. The conversation itself is Kafka's. */
public final class ScramLogin implements Mechanism {

    private static final String WRONG = "Authentication failed during authentication due to invalid credentials with SASL "
            + "mechanism ";

    private final ScramMechanism mechanism;
    private final ScramUsers users;

    private ScramLogin(ScramMechanism mechanism, ScramUsers users) {
        this.mechanism = mechanism;
        this.users = users;
    }

    /** SCRAM-SHA-256. */
    public static ScramLogin sha256(ScramUsers users) {
        return new ScramLogin(ScramMechanism.SCRAM_SHA_256, users);
    }

    /** SCRAM-SHA-512. */
    public static ScramLogin sha512(ScramUsers users) {
        return new ScramLogin(ScramMechanism.SCRAM_SHA_512, users);
    }

    @Override
    public String name() {
        return mechanism.mechanismName();
    }

    @Override
    public Login begin(KafkaSession session) {
        try {
            ScramSaslServer server = new ScramSaslServer(mechanism, Map.of(), new Credentials(mechanism, users));
            return (message, then) -> then.accept(next(server, message));
        } catch (NoSuchAlgorithmException impossible) { // every JDK has SHA-2
            throw new IllegalStateException(impossible);
        }
    }

    private Step next(ScramSaslServer server, byte[] message) {
        try {
            byte[] answer = server.evaluateResponse(message);
            return server.isComplete() ? new Step.Welcome(server.getAuthorizationID(), answer)
                    : new Step.Challenge(answer);
        } catch (SaslAuthenticationException refused) {
            return new Step.Refused(refused.getMessage());
        } catch (SaslException refused) {
            return new Step.Refused(WRONG + mechanism.mechanismName());
        }
    }

    /** Gives the conversation the credential of the user who is named in it. */
    private record Credentials(ScramMechanism mechanism, ScramUsers users) implements CallbackHandler {

        @Override
        public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
            String user = null;
            for (Callback callback : callbacks) {
                switch (callback) {
                    case NameCallback name -> user = name.getDefaultName();
                    case ScramCredentialCallback wanted -> wanted.scramCredential(users.credential(user, mechanism));
                    default -> throw new UnsupportedCallbackException(callback);
                }
            }
        }
    }
}
