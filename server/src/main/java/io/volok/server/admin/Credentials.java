package io.volok.server.admin;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Says who a caller is. Called on the HTTP loop; must not block. */
public interface Credentials {

    /**
     * The user whom name and password open; may be completed on any thread.
     *
     * @param fromLoopback whether the request comes from this machine; some users may only come from there
     */
    CompletionStage<Optional<Visitor>> byPassword(String user, String password, boolean fromLoopback);

    /** Who holds a token, as the operator's tool on this machine does. */
    Optional<Visitor> byToken(String token);
}
