package io.volok.server.runtime;

import io.volok.broker.catalog.Logins;
import io.volok.server.admin.Credentials;
import io.volok.server.admin.Visitor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Knows HTTP callers: users by the catalog, the operator by the node's key. */
record CatalogCredentials(Supplier<Logins> logins, OperatorKey operatorKey) implements Credentials {

    /** Who acts when the operator's tool does; RabbitMQ's name for it. */
    private static final String OPERATOR = "rmq-cli";

    @Override
    public CompletionStage<Optional<Visitor>> byPassword(String user, String password, boolean fromLoopback) {
        Logins now = logins.get();
        CompletableFuture<Optional<Visitor>> visitor = new CompletableFuture<>();
        now.byPassword(user, password, found -> visitor.complete(
                found.filter(known -> now.mayConnect(known.name(), fromLoopback))
                        .map(known -> new Visitor(known.name(), known.tags(), false))));
        return visitor;
    }

    @Override
    public Optional<Visitor> byToken(String token) {
        return operatorKey.opensWith(token) ? Optional.of(Visitor.operator(OPERATOR)) : Optional.empty();
    }
}
