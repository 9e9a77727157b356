package io.volok.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.Refusal;
import io.volok.broker.access.HashAlgorithm;
import io.volok.broker.access.NamePattern;
import io.volok.broker.access.PasswordHash;
import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.access.User;
import io.volok.broker.policy.ApplyTo;
import io.volok.broker.policy.Policy;
import io.volok.broker.shard.ManualShard;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.log.Log;
import io.volok.log.LogConfig;
import io.volok.log.store.LogId;
import io.volok.log.store.memory.MemorySegmentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker's catalog: what it allows, and that it comes back as it was. */
class ClusterCatalogTest {

    private final ManualShard shard = new ManualShard(1_000);
    private final MemorySegmentStore store = new MemorySegmentStore(3);
    private ClusterCatalog catalog = open();

    private ClusterCatalog open() {
        Log log = Log.open(store, new LogId("internal", "catalog"), LogConfig.DEFAULT, shard::execute);
        return ClusterCatalog.open(shard, log);
    }

    private void crash() {
        shard.run();
        store.crash(MemorySegmentStore.Crash.PROCESS);
        catalog = open();
    }

    private static User user(String name) {
        return new User(name, PasswordHash.of(HashAlgorithm.SHA256, "secret", new SplittableRandom(1)),
                List.of("management"), Map.of(User.MAX_CHANNELS, 5L));
    }

    @Test
    void newBrokerHasItsFirstUserOnce() {
        catalog.seed("/", "guest", "guest", new SplittableRandom(1));
        assertThat(catalog.deleteUser("guest")).isNull();
        crash();
        catalog.seed("/", "guest", "guest", new SplittableRandom(1));
        assertThat(catalog.image().users()).as("deleted users stay deleted").isEmpty();
        assertThat(catalog.image().vhosts()).containsKey("/");
    }

    @Test
    void loginsAskForThePasswordAndThePlace() {
        catalog.seed("/", "guest", "guest", new SplittableRandom(1));
        Logins logins = new Logins(catalog::image, Set.of("guest"), task -> false, new SplittableRandom(1));
        assertThat(byPassword(logins, "guest", "guest")).containsExactly(true);
        assertThat(byPassword(logins, "guest", "")).containsExactly(false);
        assertThat(byPassword(logins, "nobody", "guest")).containsExactly(false);
        assertThat(logins.mayConnect("guest", false)).isFalse();
        assertThat(logins.mayConnect("guest", true)).isTrue();
        assertThat(logins.mayConnect("ann", false)).isTrue();
    }

    @Test
    void slowHashesAreForTheWorkerAndOnlyOncePerPassword() {
        PasswordHash hash = PasswordHash.of(HashAlgorithm.PBKDF2_SHA256, "secret", new SplittableRandom(1));
        catalog.putUser(new User("ann", hash, List.of(), Map.of()));
        List<Runnable> work = new ArrayList<>();
        Logins logins = new Logins(catalog::image, Set.of(), work::add, new SplittableRandom(1));
        List<Boolean> right = byPassword(logins, "ann", "secret");
        List<Boolean> wrong = byPassword(logins, "ann", "guess");
        assertThat(right).isEmpty();
        assertThat(wrong).isEmpty();
        work.forEach(Runnable::run);
        assertThat(right).containsExactly(true);
        assertThat(wrong).containsExactly(false);
        assertThat(byPassword(logins, "ann", "secret")).as("known by now").containsExactly(true);

        work.clear();
        catalog.putUser(new User("ann", PasswordHash.of(HashAlgorithm.PBKDF2_SHA256, "other", new SplittableRandom(2)),
                List.of(), Map.of()));
        List<Boolean> old = byPassword(logins, "ann", "secret");
        work.forEach(Runnable::run);
        assertThat(old).as("the password was changed").containsExactly(false);
    }

    private static List<Boolean> byPassword(Logins logins, String name, String password) {
        List<Boolean> answers = new ArrayList<>();
        logins.byPassword(name, password, user -> answers.add(user.isPresent()));
        return answers;
    }

    @Test
    void deletingTakesEverythingThatRefersToIt() {
        catalog.putVhost(VhostEntry.named("v"));
        catalog.putUser(user("ann"));
        catalog.putPermissions("v", "ann", Permissions.of(".*", ".*", ".*"));
        catalog.putTopicPermissions("v", "ann", "amq.topic", new TopicPermissions("a", "b"));
        catalog.deleteUser("ann");
        assertThat(catalog.image().permissions()).isEmpty();
        assertThat(catalog.image().topicPermissions()).isEmpty();
        assertThat(catalog.putPermissions("v", "ann", Permissions.of("", "", ""))).isInstanceOf(Refusal.NotFound.class);
        catalog.putVhost(VhostEntry.named("v").withProtection(true));
        assertThat(catalog.deleteVhost("v")).isInstanceOf(Refusal.PreconditionFailed.class);
        catalog.putVhost(VhostEntry.named("v"));
        assertThat(catalog.deleteVhost("v")).isNull();
        assertThat(catalog.image().mayEnter("v", "ann")).isFalse();
    }

    @Test
    void listenersSeeTheChangeInTheImage() {
        List<String> seen = new ArrayList<>();
        catalog.listen((fact, image) -> seen.add(fact.getClass().getSimpleName() + image.vhosts().keySet()));
        catalog.putVhost(VhostEntry.named("v"));
        catalog.deleteVhost("v");
        assertThat(seen).containsExactly("VhostPut[v]", "VhostDeleted[]");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void comesBackAsItWas(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            for (int step = 0; step < 3_000; step++) {
                change(random);
                if (random.nextInt(50) == 0) {
                    shard.run();
                }
            }
            CatalogImage expected = catalog.image();
            crash();
            assertThat(catalog.image()).isEqualTo(expected);
        }
    }

    private void change(Random random) {
        String vhost = "v" + random.nextInt(4);
        String name = "n" + random.nextInt(6);
        switch (random.nextInt(12)) {
            case 0 -> catalog.putVhost(new VhostEntry(vhost, "about", List.of("t"), "quorum", random.nextBoolean(), false,
                    Map.of(VhostEntry.MAX_QUEUES, (long) random.nextInt(9))));
            case 1 -> catalog.deleteVhost(vhost);
            case 2 -> catalog.putUser(random.nextBoolean() ? user(name) : new User(name, null, List.of(), Map.of()));
            case 3 -> catalog.deleteUser(name);
            case 4 -> catalog.putPermissions(vhost, name, Permissions.of("^a", "", ".*"));
            case 5 -> catalog.clearPermissions(vhost, name);
            case 6 -> catalog.putTopicPermissions(vhost, name, "x" + random.nextInt(2),
                    new TopicPermissions("^{username}", "{vhost}$"));
            case 7 -> catalog.clearTopicPermissions(vhost, name, random.nextBoolean() ? null : "x1");
            case 8 -> catalog.putPolicy(vhost, random.nextBoolean(), new Policy(name, NamePattern.of("^q" + random.nextInt(3)),
                    ApplyTo.QUEUES, random.nextInt(5), FieldTable.builder().add("max-length", random.nextInt(9)).build()));
            case 9 -> catalog.deletePolicy(vhost, random.nextBoolean(), name);
            case 10 -> catalog.putParameter(random.nextBoolean() ? ParameterKey.global(name)
                    : new ParameterKey("shovel", vhost, name), FieldTable.builder().add("a", random.nextInt(5)).build());
            default -> catalog.deleteParameter(ParameterKey.global(name));
        }
    }

    @Test
    void importShowsEverythingAtOnceAndTellsWhatWasRefused() {
        List<Refusal> refusals = catalog.load(List.of(
                new CatalogFact.VhostPut(VhostEntry.named("v")),
                new CatalogFact.PermissionsPut("v", "nobody", Permissions.of("", "", "")),
                new CatalogFact.UserPut(user("ann")),
                new CatalogFact.PermissionsPut("v", "ann", Permissions.of("", "", "")),
                new CatalogFact.ParameterPut(ParameterKey.global("cluster_name"), FieldValue.of("c"))));
        assertThat(refusals).extracting(Refusal::text).containsExactly("user 'nobody' does not exist");
        assertThat(catalog.image().mayEnter("v", "ann")).isTrue();
    }
}
