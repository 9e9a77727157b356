package io.volok.server.kafka.security;

import io.volok.broker.partition.ConfiguredThing;
import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TopicsImage;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.internals.ScramCredentialUtils;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/** The users that log in by SCRAM. What is kept does not let anybody log in who reads it. Any thread may ask. */
public final class ScramUsers {

    private final Topics topics;

    public ScramUsers(Topics topics) {
        this.topics = topics;
    }

    /** A user's credential for a mechanism, or null. */
    ScramCredential credential(String user, ScramMechanism mechanism) {
        String kept = topics.image().configs(thing(user)).get(mechanism.mechanismName());
        return kept == null ? null : ScramCredentialUtils.credentialFromString(kept);
    }

    /** All credentials of a user; empty if there is no such user. */
    Map<ScramMechanism, ScramCredential> credentials(String user) {
        Map<ScramMechanism, ScramCredential> credentials = new TreeMap<>();
        topics.image().configs(thing(user)).forEach((mechanism, kept) -> credentials.put(
                ScramMechanism.forMechanismName(mechanism), ScramCredentialUtils.credentialFromString(kept)));
        return credentials;
    }

    /** All users, in order. */
    Iterable<String> users() {
        TopicsImage image = topics.image();
        return image.configured().stream()
                .filter(thing -> thing.kind() == ConfiguredThing.Kind.SCRAM_USER)
                .map(ConfiguredThing::name)
                .sorted()
                .toList();
    }

    /**
     * Sets or, with null, removes one credential of a user; {@code done} runs on the catalog's shard.
     */
    void change(String user, ScramMechanism mechanism, ScramCredential credential, Runnable done) {
        Map<String, String> kept = new HashMap<>(topics.image().configs(thing(user)));
        if (credential == null) {
            kept.remove(mechanism.mechanismName());
        } else {
            kept.put(mechanism.mechanismName(), ScramCredentialUtils.credentialToString(credential));
        }
        topics.configure(thing(user), kept, done);
    }

    /** Makes a credential of what a client has salted. */
    static ScramCredential credentialOf(ScramMechanism mechanism, byte[] salt, byte[] saltedPassword, int iterations) {
        try {
            ScramFormatter formatter = new ScramFormatter(mechanism);
            return new ScramCredential(salt, formatter.storedKey(formatter.clientKey(saltedPassword)),
                    formatter.serverKey(saltedPassword), iterations);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) { // every JDK has SHA-2
            throw new IllegalStateException(impossible);
        }
    }

    private static ConfiguredThing thing(String user) {
        return new ConfiguredThing(ConfiguredThing.Kind.SCRAM_USER, user);
    }
}
