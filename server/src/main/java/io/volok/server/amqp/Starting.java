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
        Sasl mechanism = Sasl.chosen(answer.mechanism(), connection.mechanisms());
        connection.mechanism = mechanism.name();
        Sasl.Credentials credentials = mechanism.read(answer.response().bytes());
        AmqpHost host = connection.host;
        boolean local = connection.isLocal();
        String claimed = switch (mechanism) {
            case EXTERNAL -> host.certificateUser(connection.transport);
            case ANONYMOUS -> connection.settings.anonymousUser();
            case PLAIN, AMQPLAIN -> credentials.user();
        };
        Authenticating next = new Authenticating(session, connection, claimed);
        switch (mechanism) {
            case EXTERNAL -> next.answered(host.admit(host.certificateUser(connection.transport), local));
            case ANONYMOUS -> host.logIn(connection.settings.anonymousUser(), connection.settings.anonymousPassword(),
                    local, next::answered);
            case PLAIN, AMQPLAIN -> host.logIn(credentials.user(), credentials.password(), local, next::answered);
        }
        return next.begin();
    }
}
