package io.volok.server.kafka.login;

import io.volok.server.kafka.wire.KafkaSession;
import java.util.function.Consumer;

/** A SASL mechanism that this broker offers. */
public interface Mechanism {

    /** Its registered name, such as {@code PLAIN}. */
    String name();

    /** Begins a login on a connection. */
    Login begin(KafkaSession session);

    /** One login under way: a conversation of one or more messages from the client. */
    interface Login {

        /** Takes the client's next message and tells what follows: before this returns, or later on any thread. */
        void next(byte[] message, Consumer<Step> then);
    }

    /** What follows a message. */
    sealed interface Step {

        /** The conversation goes on with this answer. */
        record Challenge(byte[] bytes) implements Step {
        }

        /** The user is logged in; the last answer is sent along. */
        record Welcome(String user, byte[] bytes) implements Step {
        }

        /** The user is not let in; {@code reason} is told to the client. */
        record Refused(String reason) implements Step {
        }
    }
}
