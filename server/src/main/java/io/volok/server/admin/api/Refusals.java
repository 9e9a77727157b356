package io.volok.server.admin.api;

import io.volok.broker.Outcome;
import io.volok.broker.Refusal;
import io.volok.server.admin.HttpRefusal;

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

    /** The value, unless it was refused. */
    static <T> T check(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Refusal refusal) -> throw http(refusal);
        };
    }

    /** Goes on unless there is a refusal. */
    static void check(Refusal refusalOrNull) {
        if (refusalOrNull != null) {
            throw http(refusalOrNull);
        }
    }
}
