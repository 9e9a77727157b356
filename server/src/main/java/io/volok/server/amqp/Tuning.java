package io.volok.server.amqp;

import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.Method;

/** connection.tune is out; the client answers with limits that are no wider (section 1.4.2.6). */
record Tuning(AmqpSession session, Connection connection) implements ConnectionState {

    @Override
    public String label() {
        return "tuning";
    }

    @Override
    public ConnectionState method(Method method) {
        return switch (method) {
            case ConnectionMethod.TuneOk answer -> tune(answer);
            case ConnectionMethod.Close close -> session.closedByClient();
            default -> throw unexpected();
        };
    }

    private ConnectionState tune(ConnectionMethod.TuneOk answer) {
        AmqpSettings settings = connection.settings;
        check("frame_max", answer.frameMax(), AmqpSettings.FRAME_MIN_SIZE, settings.frameMax());
        check("channel_max", answer.channelMax(), 1, settings.channelMax());
        connection.frameMax = (int) answer.frameMax();
        connection.channelMax = answer.channelMax();
        connection.heartbeatSeconds = answer.heartbeat();
        session.tuned();
        return new Opening(session, connection);
    }

    private static void check(String field, long value, long smallest, long offered) {
        if (value != 0 && value < smallest) {
            throw ProtocolError.notAllowed("negotiated " + field + " = " + value
                    + " is lower than the minimum allowed value (" + smallest + ")");
        }
        if (offered != 0 && (value == 0 || value > offered)) {
            throw ProtocolError.notAllowed("negotiated " + field + " = " + value + (value == 0 ? " (no limit)" : "")
                    + " is higher than the maximum allowed value (" + offered + ")");
        }
    }
}
