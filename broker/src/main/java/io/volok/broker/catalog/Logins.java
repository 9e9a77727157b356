package io.volok.broker.catalog;

import io.volok.broker.access.User;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Who is let in. Any thread. */
public final class Logins {

    private final Supplier<CatalogImage> catalog;
    private final Set<String> loopbackUsers;

    /** Logins against a catalog; {@code loopbackUsers} may connect from the broker's own machine only. */
    public Logins(Supplier<CatalogImage> catalog, Set<String> loopbackUsers) {
        this.catalog = catalog;
        this.loopbackUsers = Set.copyOf(loopbackUsers);
    }

    /** The user whom name and password open. */
    public Optional<User> byPassword(String name, String password) {
        User user = catalog.get().users().get(name);
        return user != null && user.opensWith(password) ? Optional.of(user) : Optional.empty();
    }

    /** The user whom a certificate or another proof has named. */
    public Optional<User> byName(String name) {
        return Optional.ofNullable(catalog.get().users().get(name));
    }

    /** Whether a user may come from where it comes. */
    public boolean mayConnect(String name, boolean fromLoopback) {
        return fromLoopback || !loopbackUsers.contains(name);
    }
}
