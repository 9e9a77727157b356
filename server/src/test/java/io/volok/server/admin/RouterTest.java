package io.volok.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RouterTest {

    private final Router router = new Router()
            .add("GET", "/api/queues/{vhost}/{name}", request -> done(Response.json(request.parameters())))
            .add("DELETE", "/api/queues/{vhost}/{name}", request -> done(Response.empty()))
            .add("GET", "/api/whoami", request -> done(Response.json(request.user())))
            .addOpen("/health", request -> done(Response.text("text/plain", "fine")));
    private final Exchange exchange = new Exchange(router, new Credentials() {
        @Override
        public CompletionStage<Optional<Visitor>> byPassword(String user, String password, boolean fromLoopback) {
            return CompletableFuture.completedFuture(user.equals("anna") && password.equals("se:cret")
                    ? Optional.of(new Visitor("anna", List.of("management"), false)) : Optional.empty());
        }

        @Override
        public Optional<Visitor> byToken(String token) {
            return token.equals("t") ? Optional.of(Visitor.operator("op")) : Optional.empty();
        }
    });
    /** anna:se:cret. */
    private final String anna = "Basic YW5uYTpzZTpjcmV0";

    @Test
    void namesAreDecodedAfterTheSplit() {
        Response response = get("/api/queues/%2F/a%20b+c", anna);

        assertThat(response.status()).isEqualTo(200);
        assertThat(new String(response.body())).contains("\"vhost\":\"/\"").contains("\"name\":\"a b+c\"");
    }

    @Test
    void theUserComesFromTheBasicHeader() {
        assertThat(new String(get("/api/whoami", anna).body())).isEqualTo("\"anna\"");
        assertThat(get("/api/whoami", null).status()).isEqualTo(401);
        assertThat(get("/api/whoami", "Basic !!!").status()).isEqualTo(401);
        assertThat(get("/api/whoami", "Basic YW5uYTp3cm9uZw==").status()).isEqualTo(401);
        assertThat(new String(get("/api/whoami", "Bearer t").body())).isEqualTo("\"op\"");
        assertThat(get("/health", null).status()).isEqualTo(200);
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        assertThat(get("/nothing", anna).status()).isEqualTo(404);
        assertThat(get("/api/queues/only-one", anna).status()).isEqualTo(404);
        assertThat(serve("POST", "/api/whoami", anna).status()).isEqualTo(405);
        assertThat(get("/api/queues/%zz/x", anna).status()).isEqualTo(400);
    }

    private Response get(String uri, String authorization) {
        return serve("GET", uri, authorization);
    }

    private Response serve(String method, String uri, String authorization) {
        Map<String, String> headers = authorization == null ? Map.of() : Map.of("authorization", authorization);
        return exchange.serve(new Exchange.Arrival(method, uri, headers, new byte[0], true, Runnable::run))
                .toCompletableFuture().join();
    }

    private static CompletionStage<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }
}
