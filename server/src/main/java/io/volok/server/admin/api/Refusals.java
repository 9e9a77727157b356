package io.volok.server.admin.api;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.server.admin.HttpRefusal;
import java.util.function.Function;

/** What the domain refuses, as HTTP says it. */
final class Refusals {

    private Refusals() {
    }

    /** The one place where refusals become status codes. */
    static HttpRefusal http(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotFound(String text) -> HttpRefusal.notFound(text);
            case Refusal.AccessRefused refused -> HttpRefusal.notAuthorised("Access refused.");
            case Refusal.ResourceLocked(String text) -> HttpRefusal.badRequest(text);
            case Refusal.PreconditionFailed(String text) -> HttpRefusal.badRequest(text);
            case Refusal.NotAllowed(String text) -> HttpRefusal.badRequest(text);
            case Refusal.CommandInvalid(String text) -> HttpRefusal.badRequest(text);
            case Refusal.NotImplemented(String text) -> HttpRefusal.badRequest(text);
            case Refusal.ResourceError(String text) -> HttpRefusal.badRequest(text);
            case Refusal.InternalError(String text) -> new HttpRefusal(500, "internal_error", text);
        };
    }

    /** What RabbitMQ answers where it publishes for the client through a channel, which is closed for this. */
    static HttpRefusal ofPublish(Refusal refusal) {
        return switch (refusal) {
            case Refusal.AccessRefused(String text) -> HttpRefusal.badRequest("403 ACCESS_REFUSED - " + text);
            case Refusal.PreconditionFailed(String text) -> HttpRefusal.badRequest("406 PRECONDITION_FAILED - " + text);
            default -> http(refusal);
        };
    }

    /** What RabbitMQ answers where it reads for the client. */
    static HttpRefusal ofGet(Refusal refusal) {
        return refusal instanceof Refusal.AccessRefused(String text)
                ? HttpRefusal.notAuthorised("ACCESS_REFUSED - " + text) : http(refusal);
    }

    /** The value, unless it was refused. */
    static <T> T check(Outcome<T> outcome) {
        return check(outcome, Refusals::http);
    }

    /** The value; if it was refused, what {@code words} makes of the refusal. */
    static <T> T check(Outcome<T> outcome, Function<Refusal, HttpRefusal> words) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Refusal refusal) -> throw words.apply(refusal);
        };
    }

    /** Goes on unless there is a refusal. */
    static void check(Refusal refusalOrNull) {
        check(refusalOrNull, Refusals::http);
    }

    /** Goes on unless there is a refusal, of which {@code words} makes what is thrown. */
    static void check(Refusal refusalOrNull, Function<Refusal, HttpRefusal> words) {
        if (refusalOrNull != null) {
            throw words.apply(refusalOrNull);
        }
    }
}
