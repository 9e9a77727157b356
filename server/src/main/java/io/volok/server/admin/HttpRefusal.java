package io.volok.server.admin;

/** An expected no that ends a request: a status, and what the client is told. Endpoints throw it. */
public final class HttpRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;
    private final transient Object reason;

    /** A refusal with a reason that is a text or, as RabbitMQ has it in places, a list. */
    public HttpRefusal(int status, String error, Object reason) {
        super(String.valueOf(reason), null, false, false);
        this.status = status;
        this.error = error;
        this.reason = reason;
    }

    /** 400. */
    public static HttpRefusal badRequest(Object reason) {
        return new HttpRefusal(400, "bad_request", reason);
    }

    /** 404, for a thing that the path names and that is not there. */
    public static HttpRefusal noSuchObject() {
        return new HttpRefusal(404, "Object Not Found", "Not Found");
    }

    /** 404, for what the request needs and that is not there. */
    public static HttpRefusal notFound(String reason) {
        return new HttpRefusal(404, "not_found", reason);
    }

    /** 401, for a user that is known but may not do this. */
    public static HttpRefusal notAuthorised(String reason) {
        return new HttpRefusal(401, "not_authorised", reason);
    }

    /** The answer. */
    Response response() {
        return Response.error(status, error, reason);
    }
}
