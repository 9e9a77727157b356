package io.volok.server.admin;

import java.util.concurrent.CompletionStage;

/** Serves one route. Called on the HTTP loop; must not block, and may complete its answer on any thread. */
@FunctionalInterface
public interface Endpoint {

    /** Begins to answer. An exception, thrown or completed with, becomes a 500. */
    CompletionStage<Response> serve(Request request);
}
