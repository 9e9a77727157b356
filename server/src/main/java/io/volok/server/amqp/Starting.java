package io.volok.server.amqp;

import io.volok.broker.Outcome;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.Method;
import io.volok.codec.amqp.ReplyCode;

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
        Outcome<String> login = mechanism == Sasl.EXTERNAL
                ? connection.host.admit(certificateUser, connection.isLocal())
                : connection.host.logIn(credentials.user(), credentials.password(), connection.isLocal());
        return switch (login) {
            case Outcome.Done<String>(String user) -> {
                connection.user = user;
                AmqpSettings settings = connection.settings;
                connection.send(new ConnectionMethod.Tune(settings.channelMax(), settings.frameMax(),
                        settings.heartbeatSeconds()));
                yield new Tuning(session, connection);
            }
            // Which part was wrong is for the log, not for the client.
            case Outcome.Refused<String> refused -> throw new ProtocolError(ReplyCode.ACCESS_REFUSED,
                    "Login was refused using authentication mechanism " + mechanism.name()
                            + ". For details see the broker logfile.").blame(0, 0);
        };
    }
}
