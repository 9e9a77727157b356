package io.volok.server.amqp;

import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.Method;

/** connection.start is out; the client answers who it is (section 1.4.2.2). */
record Starting(AmqpSession session, Connection connection) implements ConnectionState {

    @Override
    public String label() {
        return "starting";
    }

    @Override
    public ConnectionState method(Method method) {
        return switch (method) {
            case ConnectionMethod.StartOk answer -> logIn(answer);
            case ConnectionMethod.Close close -> session.closedByClient();
            default -> throw unexpected();
        };
    }

    private ConnectionState logIn(ConnectionMethod.StartOk answer) {
        connection.introduce(answer.clientProperties());
        String certificateUser = connection.host.certificateUser(connection.transport);
        Sasl mechanism = Sasl.chosen(answer.mechanism(), certificateUser != null);
        connection.mechanism = mechanism.name();
        Sasl.Credentials credentials = mechanism.read(answer.response().bytes());
        Authenticating next = new Authenticating(session, connection);
        if (mechanism == Sasl.EXTERNAL) {
            next.answered(connection.host.admit(certificateUser, connection.isLocal()));
        } else {
            connection.host.logIn(credentials.user(), credentials.password(), connection.isLocal(), next::answered);
        }
        return next.begin();
    }
}
