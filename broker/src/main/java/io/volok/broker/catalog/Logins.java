package io.volok.broker.catalog;

import io.volok.broker.access.HashAlgorithm;
import io.volok.broker.access.PasswordHash;
import io.volok.broker.access.User;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Who is let in. Any thread.
 *
 * <p>A password that is stored under RabbitMQ's default hash is checked at once. One that is stored under a hash that is
 * slow on purpose is checked by a worker, so that logins never hold up other connections; what was found right is noted
 * under a quick hash, in memory only, so that an application that comes back with a thousand connections pays once.
 */
public final class Logins {

    private static final int PROVED_MAX = 10_000;

    private final Supplier<CatalogImage> catalog;
    private final Set<String> loopbackUsers;
    private final Predicate<Runnable> worker;
    private final RandomGenerator random;
    /** Quick hashes of passwords that were found right, by the slow hash that they were checked against. */
    private final Map<PasswordHash, PasswordHash> proved = new ConcurrentHashMap<>();

    /**
     * Logins against a catalog.
     *
     * @param loopbackUsers may connect from the broker's own machine only
     * @param worker runs tasks that take long on a thread of its own; false when it has too many already
     * @param random gives salts; used by the worker only
     */
    public Logins(Supplier<CatalogImage> catalog, Set<String> loopbackUsers, Predicate<Runnable> worker,
            RandomGenerator random) {
        this.catalog = catalog;
        this.loopbackUsers = Set.copyOf(loopbackUsers);
        this.worker = worker;
        this.random = random;
    }

    /** Tells the user whom name and password open: before this returns, or later on the worker's thread. */
    public void byPassword(String name, String password, Consumer<Optional<User>> then) {
        User user = catalog.get().users().get(name);
        PasswordHash hash = user == null ? null : user.password();
        if (hash == null || !hash.isSlow() || password.isEmpty()) {
            then.accept(Optional.ofNullable(user).filter(known -> known.opensWith(password)));
        } else if (isProved(hash, password)) {
            then.accept(Optional.of(user));
        } else if (!worker.test(() -> then.accept(slowly(user, password)))) {
            then.accept(Optional.empty());
        }
    }

    private Optional<User> slowly(User user, String password) {
        PasswordHash hash = user.password();
        if (isProved(hash, password)) { // meanwhile, by a login that waited before this one
            return Optional.of(user);
        }
        if (!user.opensWith(password)) {
            return Optional.empty();
        }
        if (proved.size() >= PROVED_MAX) {
            proved.clear();
        }
        proved.put(hash, PasswordHash.of(HashAlgorithm.SHA256, password, random));
        return Optional.of(user);
    }

    private boolean isProved(PasswordHash hash, String password) {
        PasswordHash quick = proved.get(hash);
        return quick != null && quick.matches(password);
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
