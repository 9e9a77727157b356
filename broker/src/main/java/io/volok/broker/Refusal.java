package io.volok.broker;

/**
 * An expected no. Each kind names a class of reasons that every protocol maps to its own code, in one exhaustive
 * switch; the text is meant for the user and has the form that RabbitMQ users and their test suites know.
 *
 * <p>No wire code appears here. The texts are made in {@link Refusals}.
 */
public sealed interface Refusal {

    /** The reason for the user, without the protocol's code name in front. */
    String text();

    /** The thing does not exist. AMQP: 404, channel. */
    record NotFound(String text) implements Refusal {
    }

    /** The user may not do this to that thing, or nobody may. AMQP: 403, channel. */
    record AccessRefused(String text) implements Refusal {
    }

    /** The thing belongs to another connection. AMQP: 405, channel. */
    record ResourceLocked(String text) implements Refusal {
    }

    /** The request contradicts the state of the thing, or an argument has a bad value. AMQP: 406, channel. */
    record PreconditionFailed(String text) implements Refusal {
    }

    /** The request is not allowed at all on this connection. AMQP: 530, connection. */
    record NotAllowed(String text) implements Refusal {
    }

    /** The request makes no sense in the protocol. AMQP: 503, connection. */
    record CommandInvalid(String text) implements Refusal {
    }

    /** What was asked for does not exist in this broker. AMQP: 540, connection. */
    record NotImplemented(String text) implements Refusal {
    }

    /** The broker has run out of something it limits. AMQP: 506, connection. */
    record ResourceError(String text) implements Refusal {
    }

    /** The broker could not do what it should have done. AMQP: 541, connection. */
    record InternalError(String text) implements Refusal {
    }
}
