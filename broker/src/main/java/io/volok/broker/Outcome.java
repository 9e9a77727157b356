package io.volok.broker;

import java.util.function.Function;

/**
 * The answer to a command: a value or a refusal, never both and never null.
 *
 * @param <T> what the command gives when it is done
 */
public sealed interface Outcome<T> {

    /** The command was done. */
    record Done<T>(T value) implements Outcome<T> {
    }

    /** The command was refused and changed nothing. */
    record Refused<T>(Refusal refusal) implements Outcome<T> {
    }

    /** The answer of a command that was done. */
    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    /** The answer of a command that was refused. */
    static <T> Outcome<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }

    /** The same answer with its value turned into another. */
    default <R> Outcome<R> map(Function<? super T, ? extends R> turn) {
        return switch (this) {
            case Done<T>(T value) -> done(turn.apply(value));
            case Refused<T>(Refusal refusal) -> refused(refusal);
        };
    }

    /** The refusal, or null when the command was done. */
    default Refusal refusalOrNull() {
        return this instanceof Refused<T>(Refusal refusal) ? refusal : null;
    }

    /** The value; for callers that know that nothing can have been refused. */
    default T orThrow() {
        return switch (this) {
            case Done<T>(T value) -> value;
            case Refused<T>(Refusal refusal) -> throw new IllegalStateException(refusal.text());
        };
    }
}
