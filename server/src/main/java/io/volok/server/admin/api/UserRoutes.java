package io.volok.server.admin.api;

import io.volok.broker.access.HashAlgorithm;
import io.volok.broker.access.PasswordHash;
import io.volok.broker.access.User;
import io.volok.broker.catalog.CatalogImage;
import io.volok.server.admin.Audience;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** {@code /api/users} and {@code /api/whoami}. */
final class UserRoutes {

    private static final String NAME = "user";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Domain domain;

    UserRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        router.add("GET", "/api/whoami", request -> Domain.json(new Row().with("is_internal_user", true)
                        .with("name", request.user()).with("tags", request.visitor().tags())))
                .add("GET", "/api/users", Audience.ADMINISTRATOR, request -> list(request, user -> true))
                .add("GET", "/api/users/without-permissions", Audience.ADMINISTRATOR,
                        request -> list(request, user -> !hasPermissions(domain.image(), user.name())))
                .add("POST", "/api/users/bulk-delete", Audience.ADMINISTRATOR, this::deleteSome)
                .add("GET", "/api/users/{user}", Audience.ADMINISTRATOR, this::show)
                .add("PUT", "/api/users/{user}", Audience.ADMINISTRATOR, this::put)
                .add("DELETE", "/api/users/{user}", Audience.ADMINISTRATOR, this::delete)
                .add("GET", "/api/auth/hash_password/{password}", Audience.ADMINISTRATOR, request -> Domain.json(
                        Map.of("ok", hash(HashAlgorithm.SHA256, request.parameter("password")).base64())));
    }

    private static boolean hasPermissions(CatalogImage image, String user) {
        return image.permissions().keySet().stream().anyMatch(key -> key.name().equals(user));
    }

    private CompletionStage<Response> list(Request request, Predicate<User> wanted) {
        Collection<User> users = domain.image().users().values();
        return Domain.done(ListQuery.answer(request, users.stream().filter(wanted).map(UserRoutes::row).toList()));
    }

    /** A user as listed, and as exported. */
    static Row row(User user) {
        PasswordHash password = user.password();
        return new Row()
                .with("hashing_algorithm", (password == null ? HashAlgorithm.SHA256 : password.algorithm()).rabbitName())
                .with("limits", new TreeMap<>(user.limits()))
                .with("name", user.name())
                .with("password_hash", password == null ? "" : password.base64())
                .with("tags", user.tags());
    }

    private User find(Request request) {
        User user = domain.image().users().get(request.parameter(NAME));
        if (user == null) {
            throw HttpRefusal.noSuchObject();
        }
        return user;
    }

    private CompletionStage<Response> show(Request request) {
        return Domain.done(ListQuery.answer(request, row(find(request))));
    }

    private CompletionStage<Response> put(Request request) {
        JsonBody body = JsonBody.of(request);
        String name = request.parameter(NAME);
        if (!body.has("tags")) {
            throw HttpRefusal.badRequest("tags_not_present");
        }
        PasswordHash password = password(body);
        List<String> tags = body.words("tags");
        Map<String, Long> limits = body.has("limits") ? LimitRoutes.ofUser(body.value("limits")) : null;
        return domain.catalog(catalog -> {
            User old = catalog.image().users().get(name);
            Map<String, Long> kept = old == null ? Map.of() : old.limits();
            catalog.putUser(new User(name, password, tags, limits == null ? kept : limits));
            return Response.put(old == null);
        });
    }

    /** The password that a body gives, in the clear or hashed; null for a user whom no password opens. */
    static PasswordHash password(JsonBody body) {
        HashAlgorithm algorithm = HashAlgorithm.byRabbitName(body.text("hashing_algorithm", ""))
                .orElse(HashAlgorithm.SHA256);
        if (body.has("password") && body.has("password_hash")) {
            throw HttpRefusal.badRequest("both_password_and_password_hash_are_provided");
        }
        if (body.has("password")) {
            return hash(algorithm, body.text("password", ""));
        }
        String hash = body.text("password_hash", "");
        if (hash.isEmpty()) {
            return null;
        }
        try {
            return PasswordHash.parse(algorithm, hash);
        } catch (IllegalArgumentException notBase64) {
            throw HttpRefusal.badRequest(List.of("not_base64", hash));
        }
    }

    private static PasswordHash hash(HashAlgorithm algorithm, String password) {
        return PasswordHash.of(algorithm, password, RANDOM);
    }

    private CompletionStage<Response> delete(Request request) {
        String name = request.parameter(NAME);
        return domain.catalog(catalog -> {
            if (!catalog.image().users().containsKey(name)) {
                throw HttpRefusal.noSuchObject();
            }
            Refusals.check(catalog.deleteUser(name));
            return Response.empty();
        });
    }

    private CompletionStage<Response> deleteSome(Request request) {
        List<String> names = JsonBody.of(request).require("users").words("users");
        return domain.catalog(catalog -> {
            for (String name : names) {
                if (catalog.image().users().containsKey(name)) {
                    Refusals.check(catalog.deleteUser(name));
                }
            }
            return Response.empty();
        });
    }
}
