package io.volok.server.kafka.login;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.security.auth.KafkaPrincipal;

/**
 * SaslAuthenticate v0-2: one message of the mechanism's conversation. A login that fails is answered, then the
 * connection is closed.
 */
public final class SaslAuthenticateHandler implements ApiHandler<SaslAuthenticateRequestData> {

    @Override
    public void handle(SaslAuthenticateRequestData request, Exchange exchange) {
        LoginState state = exchange.session().state(LoginState.class, LoginState::new);
        SaslAuthenticateResponseData response = new SaslAuthenticateResponseData().setErrorMessage(null);
        if (state.login() == null) {
            exchange.answer(response.setErrorCode(Errors.ILLEGAL_SASL_STATE.code())
                    .setErrorMessage("SaslAuthenticate request received after successful authentication"));
            return;
        }
        switch (state.login().next(request.authBytes())) {
            case Mechanism.Step.Challenge challenge -> exchange.answer(response.setAuthBytes(challenge.bytes()));
            case Mechanism.Step.Welcome welcome -> {
                state.end();
                exchange.session().authenticated(new KafkaPrincipal(KafkaPrincipal.USER_TYPE, welcome.user()));
                exchange.answer(response.setAuthBytes(welcome.bytes()));
            }
            case Mechanism.Step.Refused refused -> {
                state.end();
                exchange.answer(response.setErrorCode(Errors.SASL_AUTHENTICATION_FAILED.code())
                        .setErrorMessage(refused.reason()), () -> exchange.abort("login failed"));
            }
        }
    }
}
