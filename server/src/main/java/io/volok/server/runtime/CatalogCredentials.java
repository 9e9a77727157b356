package io.volok.server.runtime;

import io.volok.broker.catalog.Logins;
import io.volok.server.admin.Credentials;
import io.volok.server.admin.Visitor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Knows HTTP callers: users by the catalog, the operator by the node's key. */
record CatalogCredentials(Supplier<NodeDomain> domain, OperatorKey operatorKey) implements Credentials {

    /** Who acts when the operator's tool does; RabbitMQ's name for it. */
    private static final String OPERATOR = "rmq-cli";

    @Override
    public CompletionStage<Optional<Visitor>> byPassword(String user, String password, boolean fromLoopback) {
        Logins now = domain.get().logins();
        LoginAttempts attempts = domain.get().amqp().attempts();
        CompletableFuture<Optional<Visitor>> visitor = new CompletableFuture<>();
        now.byPassword(user, password, found -> {
            Optional<Visitor> known = found.filter(one -> now.mayConnect(one.name(), fromLoopback))
                    .map(one -> new Visitor(one.name(), one.tags(), false));
            attempts.count(LoginAttempts.HTTP, known.isPresent());
            visitor.complete(known);
        });
        return visitor;
    }

    @Override
    public Optional<Visitor> byToken(String token) {
        return operatorKey.opensWith(token) ? Optional.of(Visitor.operator(OPERATOR)) : Optional.empty();
    }
}
