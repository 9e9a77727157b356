package io.volok.server.kafka.login;

import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.KafkaSession;
import java.util.function.Consumer;
import org.apache.kafka.common.security.auth.KafkaPrincipal;

/**
 * The conversation after SaslHandshake v0: the mechanism's messages come and go as frames without any request around
 * them, until the user is logged in. There is no way to say why a login failed; the connection is closed.
 *
 * <p>Lives on the session's shard.
 */
final class BareLogin implements Consumer<byte[]> {

    private final Exchange handshake;
    /** Null while the mechanism thinks: until it has answered, nothing else may be said. */
    private Mechanism.Login login;

    BareLogin(Exchange handshake, Mechanism.Login login) {
        this.handshake = handshake;
        this.login = login;
    }

    @Override
    public void accept(byte[] message) {
        Mechanism.Login present = login;
        if (present == null) {
            handshake.abort("a message of a login before the last one was answered");
            return;
        }
        login = null;
        present.next(message, step -> handshake.onShard(() -> answer(step, present)));
    }

    private void answer(Mechanism.Step step, Mechanism.Login present) {
        KafkaSession session = handshake.session();
        switch (step) {
            case Mechanism.Step.Challenge challenge -> {
                login = present;
                session.sendBare(challenge.bytes());
            }
            case Mechanism.Step.Welcome welcome -> {
                session.authenticated(new KafkaPrincipal(KafkaPrincipal.USER_TYPE, welcome.user()));
                session.takeBare(null);
                session.sendBare(welcome.bytes());
            }
            case Mechanism.Step.Refused refused -> handshake.abort("login failed");
        }
    }
}
