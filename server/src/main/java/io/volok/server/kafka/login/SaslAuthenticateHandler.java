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
        if (state.login() == null) {
            exchange.answer(new SaslAuthenticateResponseData().setErrorCode(Errors.ILLEGAL_SASL_STATE.code())
                    .setErrorMessage("SaslAuthenticate request received after successful authentication"));
            return;
        }
        Mechanism.Login login = state.login();
        state.end(); // until the mechanism has answered, nothing else may be said
        login.next(request.authBytes(), step -> exchange.onShard(() -> answer(step, login, state, exchange)));
    }

    private static void answer(Mechanism.Step step, Mechanism.Login login, LoginState state, Exchange exchange) {
        SaslAuthenticateResponseData response = new SaslAuthenticateResponseData().setErrorMessage(null);
        switch (step) {
            case Mechanism.Step.Challenge challenge -> {
                state.begin(login);
                exchange.answer(response.setAuthBytes(challenge.bytes()));
            }
            case Mechanism.Step.Welcome welcome -> {
                exchange.session().authenticated(new KafkaPrincipal(KafkaPrincipal.USER_TYPE, welcome.user()));
                exchange.answer(response.setAuthBytes(welcome.bytes()));
            }
            case Mechanism.Step.Refused refused ->
                exchange.answer(response.setErrorCode(Errors.SASL_AUTHENTICATION_FAILED.code())
                        .setErrorMessage(refused.reason()), () -> exchange.abort("login failed"));
        }
    }
}
