package io.volok.server.amqp;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.broker.shard.Shard;
import io.volok.codec.amqp.ConnectionMethod;
import io.volok.codec.amqp.Method;
import io.volok.codec.amqp.ReplyCode;

/** The client's password is looked at, which may take a while; nothing of the client is read until then. */
final class Authenticating implements ConnectionState {

    private final AmqpSession session;
    private final Connection connection;
    private final Shard shard;
    private final String claimed;
    /** Set when the answer came before anybody had to wait for it. */
    private Outcome<String> early;
    private boolean waiting;

    Authenticating(AmqpSession session, Connection connection, String claimed) {
        this.claimed = claimed;
        this.session = session;
        this.connection = connection;
        this.shard = connection.shard;
    }

    @Override
    public String label() {
        return "starting";
    }

    @Override
    public ConnectionState method(Method method) {
        throw unexpected();
    }

    /** The answer. Any thread. */
    void answered(Outcome<String> login) {
        if (!shard.isCurrent()) {
            shard.execute(() -> answered(login));
        } else if (waiting) {
            session.authenticated(this, login);
        } else {
            early = login;
        }
    }

    /** The state that follows: this one, unless the answer is there. */
    ConnectionState begin() {
        if (early != null) {
            return follow(early);
        }
        waiting = true;
        connection.transport.pauseReading();
        return this;
    }

    /** Where the answer leads. */
    ConnectionState follow(Outcome<String> login) {
        return switch (login) {
            case Outcome.Done<String>(String user) -> {
                connection.user = user;
                connection.events.authenticated(user, null);
                AmqpSettings settings = connection.settings;
                connection.send(new ConnectionMethod.Tune(settings.channelMax(), settings.frameMax(),
                        settings.heartbeatSeconds()));
                yield new Tuning(session, connection);
            }
            // Which part was wrong is for the log, not for the client.
            case Outcome.Refused<String>(Refusal why) -> {
                connection.events.authenticated(claimed, why.text());
                throw new ProtocolError(ReplyCode.ACCESS_REFUSED, "Login was refused using authentication mechanism "
                        + connection.mechanism + ". For details see the broker logfile.").blame(0, 0);
            }
        };
    }
}
