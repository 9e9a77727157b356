package io.volok.server.kafka.login;

import io.volok.server.kafka.wire.ConnectionState;

/** How far the login of one connection has come. */
final class LoginState implements ConnectionState {

    private Mechanism.Login login;

    /** A mechanism has been chosen. */
    void begin(Mechanism.Login chosen) {
        login = chosen;
    }

    /** The login under way, or null if no mechanism has been chosen. */
    Mechanism.Login login() {
        return login;
    }

    /** The login is over. */
    void end() {
        login = null;
    }

    @Override
    public void connectionClosed() {
        login = null;
    }
}
