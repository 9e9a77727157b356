package io.volok.server.kafka.login;

import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * SaslHandshake v0-1: the client chooses a mechanism and is told which ones there are. After v1 the mechanism's messages
 * come in SaslAuthenticate requests, after v0 bare.
 */
public final class SaslHandshakeHandler implements ApiHandler<SaslHandshakeRequestData> {

    private final Map<String, Mechanism> mechanisms;

    public SaslHandshakeHandler(Map<String, Mechanism> mechanisms) {
        this.mechanisms = mechanisms;
    }

    @Override
    public void handle(SaslHandshakeRequestData request, Exchange exchange) {
        List<String> offered = new ArrayList<>(mechanisms.keySet());
        SaslHandshakeResponseData response = new SaslHandshakeResponseData();
        if (!exchange.session().peer().needsSasl()) {
            exchange.answer(response.setErrorCode(Errors.ILLEGAL_SASL_STATE.code()));
            return;
        }
        response.setMechanisms(offered);
        Mechanism chosen = mechanisms.get(request.mechanism());
        if (chosen == null) {
            exchange.answer(response.setErrorCode(Errors.UNSUPPORTED_SASL_MECHANISM.code()));
            return;
        }
        Mechanism.Login login = chosen.begin(exchange.session());
        if (exchange.version() == 0) {
            exchange.session().takeBare(new BareLogin(exchange, login));
        } else {
            exchange.session().state(LoginState.class, LoginState::new).begin(login);
        }
        exchange.answer(response);
    }
}
